import { type Actor, appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { authoriseStaff } from '#vault/connections/authorise';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Keeps what a colleague wrote about a connection, as it is. The text is in no audit row: withdrawn, it is gone.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND
 */
export async function addNote(
  ctx: VaultContext,
  { session, connectionId, text }: { session: SessionClaim; connectionId: string; text: string },
): Promise<{ noteId: string }> {
  const { actor, session: author } = await authoriseStaff(ctx, session, 'note', connectionId);
  const by = { actor, staffId: author.staffId };
  return ctx.database.db.$transaction((tx) => addNoteWithin(tx, by, { connectionId, text }));
}

/** Who writes or withdraws one; that they may is the caller's to know. */
type Author = { actor: Actor; staffId: string };

/** The same in the caller's transaction. */
export async function addNoteWithin(
  tx: Tx,
  { actor, staffId }: Author,
  { connectionId, text }: { connectionId: string; text: string },
): Promise<{ noteId: string }> {
  const { id, connection } = await tx.connectionNote.create({
    data: { connectionId, staffId, text },
    select: { id: true, connection: { select: { environment: true } } },
  });
  await appendAudit(tx, {
    action: 'connection.note_added',
    actor,
    connectionId,
    environment: connection.environment,
    detail: { note: id },
  });
  return { noteId: id };
}

/**
 * Deletes a note of the caller's own. One that is gone already is answered as done.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN (a colleague's note), NOT_FOUND
 */
export async function withdrawNote(
  ctx: VaultContext,
  { session, connectionId, noteId }: { session: SessionClaim; connectionId: string; noteId: string },
): Promise<void> {
  const { actor, session: author } = await authoriseStaff(ctx, session, 'note', connectionId);
  const by = { actor, staffId: author.staffId };
  await ctx.database.db.$transaction((tx) => withdrawNoteWithin(tx, by, { connectionId, noteId }));
}

/**
 * The same in the caller's transaction.
 *
 * @throws AppError FORBIDDEN (a colleague's note)
 */
export async function withdrawNoteWithin(
  tx: Tx,
  { actor, staffId }: Author,
  { connectionId, noteId }: { connectionId: string; noteId: string },
): Promise<void> {
  const [note] = await tx.$queryRaw<{ staffId: string }[]>`
    SELECT staff_id AS "staffId" FROM public.connection_notes
    WHERE id = ${noteId}::uuid AND connection_id = ${connectionId}::uuid`;
  if (note === undefined) return;
  if (note.staffId !== staffId) throw new AppError('FORBIDDEN', { log: 'a colleague’s note' });
  const deleted = await tx.connectionNote.deleteMany({ where: { id: noteId } });
  if (deleted.count === 0) return;
  const { environment } = await tx.connection.findUniqueOrThrow({
    where: { id: connectionId },
    select: { environment: true },
  });
  await appendAudit(tx, {
    action: 'connection.note_withdrawn',
    actor,
    connectionId,
    environment,
    detail: { note: noteId },
  });
}
