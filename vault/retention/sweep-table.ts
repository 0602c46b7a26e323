import { RETENTION } from '#lib/retention/rules';
import { sweepBatch } from '#lib/retention/sweep';
import { addJob, type JobHandler } from '#vault/jobs/jobs';

/**
 * Deletes one batch for each rule of a table (decision 015). Where more is left, the transaction that deleted a full
 * batch adds the next job: a stop waits for one batch, and a million rows are no matter of one process.
 */
export const sweepTable: JobHandler<'retention.sweep'> = async (ctx, { table }) => {
  const rules = RETENTION.vault.filter((each) => each.table === table);
  // added by a vault of another version
  if (rules.length === 0) ctx.log.warn({ table }, 'there is no retention rule for this table');
  let swept = 0;
  for (const rule of rules) {
    swept += await ctx.database.db.$transaction(async (tx) => {
      const { count, isFull } = await sweepBatch(tx, rule);
      if (isFull) await addJob(tx, 'retention.sweep', { table });
      return count;
    });
  }
  if (swept > 0) ctx.log.info({ swept: { [table]: swept } }, 'old rows were deleted');
};
