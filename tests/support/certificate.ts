// Certificates as a room makes them for itself.

import { openCertificate } from "../../lib/server/certificate.ts";

const means = { shelf: "/nowhere", now: Date.now, warn: () => {} };

/** A certificate of a server of a test, and that of another one: made once. */
export const [CERTIFICATE, ANOTHER] = await Promise.all([
  openCertificate({}, means),
  openCertificate({}, means),
]);
