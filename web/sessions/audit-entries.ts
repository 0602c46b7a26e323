import { type Actor, appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import type { Proof } from './proof';

type Session = { id: string; actor: Actor };

/** The audit row of a session that starts, in the caller's transaction. */
export async function recordSessionStart(
  tx: Pick<Tx, '$queryRaw'>,
  { id, actor }: Session,
  { method }: Proof,
): Promise<void> {
  await appendAudit(tx, { action: 'session.started', actor, detail: { sessionId: id, method } });
}

/** Why somebody's own act ends a session: a limit that runs out leaves no row. */
export type SessionEnd = 'signed_out' | 'replaced';

/** The audit row of a session that ends, in the caller's transaction. */
export async function recordSessionEnd(
  tx: Pick<Tx, '$queryRaw'>,
  { id, actor }: Session,
  why: SessionEnd,
): Promise<void> {
  await appendAudit(tx, { action: 'session.ended', actor, detail: { sessionId: id, why } });
}
