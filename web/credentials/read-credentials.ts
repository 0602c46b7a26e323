import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import type { Inventory } from '#lib/contract/inventory';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { sessionClaim } from '#web/sessions/current-session';
import { readInventory } from '#web/vault-client/vault-client';
import { vaultOrSilence } from './vault-or-silence';

/**
 * What the vault knows of our credentials, for any staff role; `unavailable` when it does not answer: the page then says so.
 *
 * @throws AppError FORBIDDEN, NOT_SIGNED_IN
 */
export const readCredentials = cache(async (viewer: Viewer): Promise<Inventory | 'unavailable'> => {
  assertStaffMay(viewer, 'view');
  return vaultOrSilence('the inventory of credentials', async () =>
    readInventory({ session: sessionClaim(await headers(), 'staff') }),
  );
});
