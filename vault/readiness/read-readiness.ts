import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed } from '#lib/contract/people';
import type { Readiness } from '#lib/contract/readiness';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { findCaller } from '#vault/connections/caller';
import type { VaultContext } from '#vault/runtime/context';
import { createSingleFlight } from '#vault/runtime/single-flight';
import { measureReadiness } from './measure';

type Ask = { session: SessionClaim; environment: Environment; isExported: boolean };

/**
 * The report for any staff role. Measured at most every `readinessKeptMs`: who reloads the page must not use up what Wise lets us
 * ask. A file that leaves is in the audit trail first.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export function createReadReadiness(ctx: VaultContext): (ask: Ask) => Promise<Readiness> {
  const flights = createSingleFlight<Readiness>();
  const kept = new Map<Environment, { report: Readiness; at: number }>();

  async function measure(environment: Environment): Promise<Readiness> {
    const last = kept.get(environment);
    if (last !== undefined && performance.now() - last.at < ctx.deadlines.readinessKeptMs) return last.report;
    return flights.run(environment, async () => {
      const report = await measureReadiness(ctx, environment);
      kept.set(environment, { report, at: performance.now() });
      return report;
    });
  }

  return async ({ session, environment, isExported }) => {
    const caller = await findCaller(ctx, session);
    if (caller.audience !== 'staff' || !isAllowed(caller.session.role, 'view'))
      throw new AppError('FORBIDDEN', { log: 'only staff may read the readiness report' });
    const report = await measure(environment);
    if (isExported)
      await appendAudit(ctx.database.db, { action: 'readiness.exported', actor: caller.actor, environment });
    return report;
  };
}
