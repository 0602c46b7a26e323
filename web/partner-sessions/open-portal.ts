import 'server-only';
import { isUniqueViolation } from '#lib/db/database-failure';
import { newToken } from '#lib/hash/tokens';
import type { PartnerSession } from '#lib/sessions/partner-session';
import type { WebDb } from '#web/db/web-db';
import { startSession } from '#web/sessions/sessions';
import type { SignedInFrom } from '#web/sessions/signed-in-from';

/**
 * Signs the customer in whom the partner has confirmed, for a short time, once for each portal session.
 *
 * @param replaces the browser's own sign-in of before: it ends
 * @returns the raw token for the cookie; undefined when it was opened before, or the partner has ended it.
 */
export async function openPortal(
  db: WebDb,
  session: PartnerSession,
  { from, replaces }: { from: SignedInFrom; replaces: string | undefined },
): Promise<string | undefined> {
  const token = newToken();
  try {
    await startSession(db, {
      audience: 'customer',
      personId: session.customerId,
      method: 'partner',
      portalSessionId: session.sessionId,
      ...{ token, from, replaces },
      keepProfile: async (tx) => {
        // an end by the partner waits for this, and then finds the row that it deletes
        const rows = await tx.$queryRaw<unknown[]>`
          SELECT 1 FROM public.partner_sessions WHERE id = ${session.sessionId}::uuid AND kind = 'portal'
             AND confirmed_at IS NOT NULL AND ended_at IS NULL FOR SHARE`;
        if (rows.length === 0) throw new PortalOver();
      },
    });
    return token;
  } catch (error) {
    if (error instanceof PortalOver || isUniqueViolation(error)) return undefined;
    throw error;
  }
}

class PortalOver extends Error {}
