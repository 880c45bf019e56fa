// What stops a transfer from outside: the session's end, or the person's.
import { refused, type Failure } from "./failure.ts";
import type { Session } from "./session.ts";

/**
 * Never resolves; rejects with a Failure once the session ends, or once the signal aborts: that one is the refusal
 * "cancelled" with this message. Whoever asks need not wait for it.
 */
export function interruption(
  session: Session,
  signal: AbortSignal | undefined,
  message: string,
): Promise<never> {
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  const ended = (failure: Failure) => stopped.reject(failure);
  void session.ended.then(ended);
  const cancelled = () => ended(refused({ code: "cancelled", message }));
  if (signal?.aborted) cancelled();
  else signal?.addEventListener("abort", cancelled, { once: true });
  return stopped.promise;
}
