import { done, type Result } from '#cli/place';
import { type Run, readLatestRun } from '#vault/rewrap/run-row';
import { countByKey } from '#vault/rewrap/sealed-tables';
import { startRun } from '#vault/rewrap/start-run';
import type { VaultContext } from '#vault/runtime/context';

const STATUS = 'npm run keys -- status';

type Ctx = Pick<VaultContext, 'database' | 'ring'>;

/** Asks for every record to be moved to the primary ring key. The vaults that run do it; this does not wait. */
export async function rewrap(ctx: Ctx, order: { isReencryption: boolean; actorId: string }): Promise<Result> {
  const started = await startRun(ctx, order);
  if (started.kind === 'under_way') return done(['It is under way.', ...(await rewrapLines(ctx))].join('\n'));
  const { records, keyId, replaced } = started;
  const after = replacedText(replaced, order);
  if (records === 0)
    return done(
      order.isReencryption
        ? `There is no record to re-encrypt.${after}`
        : `Every record is under ${keyId} already. The vaults look once more now: ${STATUS}.${after}`,
    );
  const what = order.isReencryption
    ? `${records} records get new data keys under ${keyId}.`
    : `The data keys of ${records} records move to ${keyId}.`;
  return done(`${what} The vaults do it now; ${STATUS} says how far they are.${after}`);
}

/** What became of a run that this one takes the place of. One that gave new data keys is not made good by one that moves them. */
export function replacedText(
  replaced: Pick<Run, 'isReencryption' | 'keyId'> | undefined,
  { isReencryption }: { isReencryption: boolean },
): string {
  if (replaced === undefined) return '';
  if (!replaced.isReencryption || isReencryption) return ' It takes the place of the run that was under way.';
  return ` The re-encryption under ${replaced.keyId} that was under way has ended early: run npm run keys -- rewrap --re-encrypt again.`;
}

/** How many records each ring key has, and how the latest moving of records went. */
export async function rewrapLines({ database }: Pick<Ctx, 'database'>): Promise<string[]> {
  const counts = await countByKey(database.pool);
  const lines = counts.map(({ keyId, table, count }) => `${keyId}: ${count} in ${table}`);
  const run = await readLatestRun(database.pool);
  return [...lines.toSorted(), ...(run === undefined ? [] : [runLine(run)])];
}

function runLine({ keyId, isReencryption, moved, refused, startedAt, startedBy, ...run }: Run): string {
  const what = `${isReencryption ? 're-encryption under' : 'move to'} ${keyId}, started ${startedAt.toISOString()} by ${startedBy}`;
  const count = `${moved} moved${refused > 0 ? `, ${refused} could not be opened` : ''}`;
  switch (run.result) {
    case null:
      return `under way: ${what}: ${count}`;
    case 'done':
      return `finished ${run.finishedAt?.toISOString()}: ${what}: ${count}`;
    case 'left':
      return `ended ${run.finishedAt?.toISOString()} with records left as they were: ${what}: ${count}`;
    case 'replaced':
      return `replaced by another: ${what}: ${count}`;
  }
}
