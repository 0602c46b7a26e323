import { endCustomerSession } from '#lib/customers/start-session';
import type { WebDb } from '#lib/db/web';
import type { Audience } from '#lib/http/return-path';
import { endStaffSession } from '#lib/staff/start-session';

/** Ends the session of a raw token on the server, with its audit row. The other audience's stays. */
export async function endSession(db: WebDb, audience: Audience, rawToken: string): Promise<void> {
  const end = audience === 'customer' ? endCustomerSession : endStaffSession;
  await db.$transaction((tx) => end(tx, rawToken, 'signed_out'));
}
