import type { WebTx } from '#web/db/web-db';

/** Any number that no other code of ours uses. */
const LOCK = 4_150_317_003;

/** Whether this transaction is the one that tells; false: another web is at it, and nothing has to be done. */
export async function isOnlyTeller(tx: WebTx): Promise<boolean> {
  const [lock] = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(${LOCK}) AS mine`;
  return lock?.mine === true;
}
