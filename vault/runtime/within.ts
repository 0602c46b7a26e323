import { setTimeout as sleep } from 'node:timers/promises';

/** What `work` comes to, or `late` when that takes longer; then it goes on, and its end is nobody's concern any more. */
export async function within<Value, Late>(
  work: Promise<Value>,
  ms: number,
  late: Late,
): Promise<Value | Late> {
  const timer = new AbortController();
  const patience = sleep(ms, late, { signal: timer.signal });
  try {
    return await Promise.race([work, patience]);
  } finally {
    timer.abort();
    patience.catch(() => undefined);
    work.catch(() => undefined);
  }
}
