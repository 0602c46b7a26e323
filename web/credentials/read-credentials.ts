import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import type { Inventory } from '#lib/contract/inventory';
import { toAppError } from '#lib/errors/app-error';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { webLog } from '#web/http/log';
import { sessionClaim } from '#web/sessions/current-session';
import { readInventory } from '#web/vault-client/vault-client';

/**
 * What the vault knows of our credentials, for any staff role; `unavailable` when it does not answer: the page then says so.
 *
 * @throws AppError FORBIDDEN, NOT_SIGNED_IN
 */
export const readCredentials = cache(async (viewer: Viewer): Promise<Inventory | 'unavailable'> => {
  assertStaffMay(viewer, 'view');
  try {
    return await readInventory({ session: sessionClaim(await headers(), 'staff') });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'VAULT_UNAVAILABLE' && error.code !== 'DATABASE_UNAVAILABLE') throw error;
    webLog().warn({ err: error }, 'the inventory of credentials could not be read');
    return 'unavailable';
  }
});
