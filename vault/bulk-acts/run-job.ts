import type { Tx } from '#lib/db/client';
import { addJob } from '#vault/jobs/jobs';

/** Has a vault work on a list after the caller's commit. */
export const addRun = (tx: Pick<Tx, '$executeRaw'>, bulkActId: string): Promise<void> =>
  addJob(tx, 'bulk_acts.run', { bulkActId }, { key: `bulk_acts.run:${bulkActId}` });
