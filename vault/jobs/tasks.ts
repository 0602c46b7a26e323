import type { TaskList } from 'graphile-worker';
import type { VaultContext } from '#vault/runtime/context';
import { JOBS, type JobHandlers, type JobName, parsePayload } from './jobs';

/** The handlers as the library calls them: each gets a payload that was checked, and `jobLimitMs`. */
export function taskList(ctx: VaultContext, handlers: JobHandlers): TaskList {
  const names = Object.keys(JOBS) as JobName[];
  return Object.fromEntries(names.map((name) => [name, taskOf(ctx, handlers, name)]));
}

function taskOf<Name extends JobName>(
  ctx: VaultContext,
  handlers: JobHandlers,
  name: Name,
): TaskList[string] {
  return async (raw, { abortSignal }) => {
    const payload = parsePayload(name, raw);
    const limit = AbortSignal.timeout(ctx.deadlines.jobLimitMs);
    const signal = abortSignal === undefined ? limit : AbortSignal.any([abortSignal, limit]);
    await Promise.race([handlers[name](ctx, payload, signal), rejectsAt(limit, name)]);
  };
}

/** A job that hangs is another try's: the same row locked twice is better than one that nobody ever works on. */
function rejectsAt(limit: AbortSignal, name: JobName): Promise<never> {
  return new Promise((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`the job ${name} outlived its limit`)), {
      once: true,
    });
  });
}
