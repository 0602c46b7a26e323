import { appendAudit } from '#lib/audit/append';
import type { Database } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';

type Door = Pick<Database, 'db'>;

/**
 * An operator says that Wise has really ended the grants it refuses: until then, by the database's clock, refusals in
 * this environment do not count for the brake, and those that began before never will (decision 017).
 *
 * @returns until when, and how many connections are refused now.
 */
export async function liftBrake(
  { db }: Door,
  { environment, hours }: { environment: Environment; hours: number },
  operator: string,
): Promise<{ until: Date; refused: number }> {
  return db.$transaction(async (tx) => {
    const [lift] = await tx.$queryRaw<{ until: Date; refused: number }[]>`
      INSERT INTO vault.brake_lifts (environment, until)
      VALUES (${environment}::public.environment, now() + ${hours}::int * interval '1 hour')
      ON CONFLICT (environment) DO UPDATE SET until = excluded.until
      RETURNING until, (SELECT count(*)::int FROM vault.refresh_outcomes AS o
        JOIN public.connections AS c ON c.id = o.connection_id AND c.status = 'active'
        WHERE o.environment = ${environment}::public.environment AND o.outcome = 'grant_refused') AS refused`;
    if (lift === undefined) throw new Error('the brake was not lifted');
    await appendAudit(tx, {
      action: 'grants.refusals_accepted',
      actor: { kind: 'operator', id: operator },
      environment,
      detail: { hours },
    });
    return lift;
  });
}

/** Takes it back: every refusal that is not believed yet counts again; false when there was nothing to take back. */
export async function endLift({ db }: Door, environment: Environment, operator: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const ended = await tx.$executeRaw`
      DELETE FROM vault.brake_lifts WHERE environment = ${environment}::public.environment AND until > now()`;
    if (ended === 0) return false;
    await appendAudit(tx, {
      action: 'grants.refusals_braked',
      actor: { kind: 'operator', id: operator },
      environment,
    });
    return true;
  });
}
