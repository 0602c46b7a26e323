import type { Db } from './client';
import { isWritable } from './writable';

/** One question a second, whoever asks: probes are open to everybody, and each question is a commit. */
const KEEP_MS = 1_000;

/**
 * Answers probes: whether the database takes our writes now. Never throws.
 *
 * @param database opened at the first question
 * @param withinMs a probe waits no longer; a later answer counts as no
 */
export function createReadiness(database: () => Pick<Db, '$queryRaw'>, withinMs: number) {
  let asked: { at: number; answer: Promise<boolean> } | undefined;
  return (): Promise<boolean> => {
    const now = performance.now();
    if (asked === undefined || now - asked.at >= KEEP_MS) asked = { at: now, answer: ask() };
    return asked.answer;
  };

  async function ask(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, withinMs, false);
    });
    try {
      return await Promise.race([isWritable(database()), late]);
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
