// By what a server is known that speaks TLS: a fingerprint, of its first time here where none was told, or who vouches for it.
import { reasonOf } from "../files/reasons.ts";
import { EXIT } from "../protocol/exits.ts";
import { Failure } from "./failure.ts";
import { addKnownServer } from "./known-servers.ts";

/** What a server has shown once the handshake was done. */
export interface Shown {
  /** The fingerprint of its certificate, as "AB:CD:…". */
  fingerprint: string;
  /** Why nobody vouches for it, as the TLS library calls that; undefined where somebody does. */
  problem: string | undefined;
}

/** How a server that speaks TLS is told from others. One run has one for all its connections to it. */
export interface Trust {
  /** The certificates of who may vouch for it: PEM; undefined where its fingerprint alone counts. */
  ca?: string;
  /** What follows on "it does not speak TLS", to tell what can be done. */
  withoutTls: string;
  /**
   * Judges what it shows, before anything is sent to it; gives a remark for the person, if there is one to make.
   * @throws Failure where it is not to be trusted
   */
  judge(shown: Shown): string | undefined;
}

/** Trust in whoever shows a certificate for its name that one of these vouches for: PEM. */
export function trustInAuthority(server: string, ca: string, path: string): Trust {
  return {
    ca,
    withoutTls: leaveOut("--ca"),
    judge({ problem, fingerprint }) {
      if (problem === undefined) return undefined;
      const why = `"${path}" does not vouch for it (${problem}); its fingerprint is ${fingerprint}`;
      throw notTrusted(server, why);
    },
  };
}

export interface Fingerprints {
  /** What the person said that it must be. */
  told?: string | undefined;
  /** What the server is known by, from before. */
  known?: string | undefined;
  /** The file of known servers; undefined where there is no place for one. */
  file: string | undefined;
}

/** Trust in whoever shows the fingerprint that is expected; where none is, in who comes first. From then on in it alone. */
export function trustInFingerprint(server: string, fingerprints: Fingerprints): Trust {
  const { told, known, file } = fingerprints;
  let met: string | undefined;
  const flag = told === undefined ? "--tls" : "--fingerprint";
  return {
    withoutTls:
      told === undefined && known !== undefined
        ? `, as it did before ("${file}"): have it started with --tls, or use --no-tls`
        : leaveOut(flag),
    judge({ fingerprint: shown }) {
      const expected = met ?? told ?? known;
      if (expected !== undefined && expected !== shown)
        throw notTrusted(server, mismatch(server, shown, met, fingerprints));
      const isKept = met !== undefined || shown === known;
      met = shown;
      if (isKept) return undefined;
      const trouble = keep(server, shown, file);
      if (expected !== undefined) return trouble;
      return firstMeeting(server, shown, file, trouble);
    },
  };
}

function leaveOut(flag: string): string {
  return `: leave out ${flag}, or have it started with --tls`;
}

function notTrusted(server: string, why: string): Failure {
  return new Failure(EXIT.refused, `Cannot trust "${server}": ${why}`);
}

function mismatch(
  server: string,
  shown: string,
  met: string | undefined,
  { told, known, file }: Fingerprints,
): string {
  if (met !== undefined)
    return `its fingerprint was ${met} before the connection was lost, and is ${shown} now; ask the host which is right, and join anew`;
  if (told !== undefined)
    return `its fingerprint is ${shown}, not ${told}; ask the host which is right`;
  return (
    `its fingerprint was ${known} before, and is ${shown} now; ask the host which is right. ` +
    `If that is the new one, remove the lines of ${server} from "${file}", or use --fingerprint`
  );
}

/** Has the server known from now on; gives why it is not. */
function keep(server: string, shown: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    addKnownServer(file, server, shown);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function firstMeeting(
  server: string,
  shown: string,
  file: string | undefined,
  trouble: string | undefined,
): string {
  const ask = `"${server}" has the fingerprint ${shown}; ask the host whether that is right.`;
  if (file === undefined) return `${ask} It is not remembered: there is no home folder`;
  if (trouble !== undefined) return `${ask} It is not remembered: ${trouble}`;
  return `${ask} From now on nothing else is trusted there (${file})`;
}
