import 'server-only';
import { headers } from 'next/headers';
import type { IncidentCounts, IncidentScope } from '#lib/contract/incidents';
import { toAppError } from '#lib/errors/app-error';
import { webLog } from '#web/http/log';
import { sessionClaim } from '#web/sessions/current-session';
import { dryRunIncident } from '#web/vault-client/incidents';

/**
 * What an incident would cover, as the vault counts it for the person who asks; `unavailable` when it does not answer.
 *
 * @throws AppError FORBIDDEN, NOT_SIGNED_IN
 */
export async function countIncident(scope: IncidentScope): Promise<IncidentCounts | 'unavailable'> {
  try {
    return await dryRunIncident({ session: sessionClaim(await headers(), 'staff'), scope });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'VAULT_UNAVAILABLE' && error.code !== 'DATABASE_UNAVAILABLE') throw error;
    webLog().warn({ err: error }, 'what an incident covers could not be counted');
    return 'unavailable';
  }
}
