import { addJob, type JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { noteUnused } from './connection-row';
import { addNotice } from './notices';

/** Connections that one job looks at. */
const PAGE = 2_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * A job, once a day: mails the customers of connections that the partner has not used for UNUSED_NOTICE_DAYS, so that access
 * that nobody needs does not live on unseen. Each is told again after as many days.
 *
 * @returns how many were told of this page
 */
export function tellUnused(
  { database, env }: Pick<VaultContext, 'database' | 'env'>,
  after: string = FIRST,
  size: number = PAGE,
): Promise<number> {
  const { UNUSED_NOTICE_DAYS: days } = env;
  if (days === 0) return Promise.resolve(0);
  return database.db.$transaction(async (tx) => {
    const { told, last } = await noteUnused(tx, { after, days, size });
    for (const { id: connectionId, customerId } of told)
      await addNotice(tx, { customerId, connectionId, kind: 'unused' });
    // in the same commit: a page is told once, and the next one is not forgotten
    if (last !== null) await addJob(tx, 'connections.tell_unused', { after: last });
    return told.length;
  });
}

export const tellUnusedJob: JobHandler<'connections.tell_unused'> = async (ctx, { after }) => {
  const told = await tellUnused(ctx, after);
  if (told > 0) ctx.log.info({ told }, 'customers are told of connections that nobody uses');
};
