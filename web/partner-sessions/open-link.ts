import 'server-only';
import { appendAudit } from '#lib/audit/append';
import { sha256Bytes } from '#lib/hash/sha256';
import { isToken, newToken } from '#lib/hash/tokens';
import type { PartnerSession } from '#lib/sessions/partner-session';
import type { WebDb } from '#web/db/web-db';

/** What the address of a session leads to. `over`: used in another browser, expired, ended or made up. */
export type Link = { kind: 'good' | 'opened_here'; session: 'connect' | 'portal' } | { kind: 'over' };

/** Looks at the address and spends nothing: previews, scanners and reloads come here too. */
export async function lookAtLink(db: WebDb, token: unknown, here: PartnerSession | undefined): Promise<Link> {
  if (!isToken(token)) return { kind: 'over' };
  const rows = await db.$queryRaw<{ id: string; kind: 'connect' | 'portal'; isGood: boolean }[]>`
    SELECT id::text AS id, kind, opened_at IS NULL AND ended_at IS NULL AND link_expires_at > now() AS "isGood"
      FROM public.partner_sessions WHERE link_hash = ${sha256Bytes(token)}`;
  const row = rows[0];
  if (row === undefined) return { kind: 'over' };
  if (row.isGood) return { kind: 'good', session: row.kind };
  return row.id === here?.sessionId ? { kind: 'opened_here', session: row.kind } : { kind: 'over' };
}

/**
 * Spends the address, once: one UPDATE decides between two browsers.
 *
 * @returns the raw value of the cookie to which the session belongs from then on; undefined when it is over.
 */
export async function openLink(db: WebDb, token: unknown): Promise<string | undefined> {
  if (!isToken(token)) return undefined;
  const cookie = newToken();
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; kind: string }[]>`
      UPDATE public.partner_sessions SET opened_at = now(), browser_hash = ${sha256Bytes(cookie)}
       WHERE link_hash = ${sha256Bytes(token)} AND opened_at IS NULL AND ended_at IS NULL AND link_expires_at > now()
      RETURNING id::text AS id, kind`;
    const session = rows[0];
    if (session === undefined) return undefined;
    const detail = { sessionId: session.id, kind: session.kind };
    await appendAudit(tx, {
      action: 'partner_session.opened',
      actor: { kind: 'system', id: 'web' },
      detail,
    });
    return cookie;
  });
}
