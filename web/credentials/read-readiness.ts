import 'server-only';
import { headers } from 'next/headers';
import type { Readiness } from '#lib/contract/readiness';
import type { Environment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { sessionClaim } from '#web/sessions/current-session';
import { readReadiness as askVault } from '#web/vault-client/vault-client';
import { vaultOrSilence } from './vault-or-silence';

/**
 * Whether an environment can go live, for any staff role; `unavailable` when the vault does not answer.
 *
 * @throws AppError FORBIDDEN, NOT_SIGNED_IN
 */
export async function readReadiness(
  viewer: Viewer,
  environment: Environment,
): Promise<Readiness | 'unavailable'> {
  assertStaffMay(viewer, 'view');
  return vaultOrSilence('the readiness report', async () =>
    askVault({ session: sessionClaim(await headers(), 'staff'), environment, isExported: false }),
  );
}
