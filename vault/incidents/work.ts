import type { Tx } from '#lib/db/client';
import { revokeApiKey } from '#vault/api-keys/revoke-key';
import { bringForward } from '#vault/grants/bring-forward';
import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { apiKeyIsOf, grantIsOf } from './count-scope';
import { listOpen, type OpenIncident, readSteps, type Step, targetOfRow, writeStep } from './incident-row';

/** Sessions of one statement. */
const SESSIONS_AT_ONCE = 2_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Does what the vault has to do of every open incident: ends sessions, revokes API keys, has grants refreshed. Each is begun again
 * after a crash, and finds done what is done.
 */
export const workOnIncidents: JobHandler<'incidents.work'> = async (ctx, _payload, signal) => {
  for (const incident of await listOpen(ctx.database.db)) {
    const running = (await readSteps(ctx.database.db, incident.id)).filter(
      ({ state }) => state === 'running',
    );
    for (const step of running) if (!signal.aborted) await workOn(ctx, incident, step, signal);
  }
};

async function workOn(
  ctx: VaultContext,
  incident: OpenIncident,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  switch (step.step) {
    case 'sessions':
      return endSessions(ctx, incident, step, signal);
    case 'api_keys':
      return revokeKeys(ctx, incident, step);
    case 'refresh':
      return refreshAll(ctx, incident, step, signal);
    default:
      return undefined;
  }
}

async function endSessions(
  { database: { db } }: VaultContext,
  { id }: OpenIncident,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  let done = Number(step.done);
  while (!signal.aborted) {
    const ended = await db.$transaction(async (tx) => {
      const count = await endSomeSessions(tx, id);
      done += count;
      await writeStep(tx, id, 'sessions', count === 0 ? { state: 'done' } : { done });
      return count;
    });
    if (ended === 0) return;
  }
}

/** @returns how many ended; 0: there are none left. */
async function endSomeSessions(tx: Pick<Tx, '$queryRaw'>, incidentId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ ended: number }[]>`
    SELECT vault.end_sessions_of_incident(${incidentId}::uuid, ${SESSIONS_AT_ONCE}::integer) AS ended`;
  return row?.ended ?? 0;
}

async function revokeKeys({ database }: VaultContext, incident: OpenIncident, step: Step): Promise<void> {
  const keys = await database.db.$queryRaw<{ id: string }[]>`
    SELECT k.id FROM vault.api_keys AS k WHERE ${apiKeyIsOf(targetOfRow(incident))}
      AND k.created_at <= ${incident.placedAt}::timestamptz ORDER BY k.id`;
  let done = Number(step.done);
  for (const { id } of keys) {
    const actor = { kind: 'system', id: `incident:${incident.id}` } as const;
    if (await revokeApiKey(database, id, actor)) done += 1;
    await writeStep(database.db, incident.id, 'api_keys', { done });
  }
  await writeStep(database.db, incident.id, 'api_keys', { state: 'done', done });
}

/** One walk over all grants: who is left is due now. It is done when a walk finds nobody left. */
async function refreshAll(
  { database: { db } }: VaultContext,
  incident: OpenIncident,
  { changedAt }: Step,
  signal: AbortSignal,
): Promise<void> {
  const isOf = grantIsOf(targetOfRow(incident), incident.since);
  const sum = { refreshed: 0, left: 0, skipped: 0 };
  let after = FIRST_ID;
  while (!signal.aborted) {
    const { last, refreshed, left, skipped } = await bringForward(db, { after, since: changedAt, isOf });
    if (last === null) {
      const isOver = sum.left === 0;
      await writeStep(db, incident.id, 'refresh', {
        ...(isOver ? { state: 'done' as const } : {}),
        done: sum.refreshed,
        total: sum.refreshed + sum.left,
        facts: { notRefreshed: sum.skipped, startedAt: changedAt.toISOString() },
      });
      return;
    }
    sum.refreshed += refreshed;
    sum.left += left;
    sum.skipped += skipped;
    after = last;
  }
}
