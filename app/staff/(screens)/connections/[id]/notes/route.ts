import { NOTE_MAX_LENGTH } from '#lib/contract/follow-up';
import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { addNote } from '#web/vault-client/staff-acts';
import { answerStaffAct } from '../staff-act';

type Context = { params: Promise<{ id: string }> };

/** Adds a note for colleagues, for support, operators and admins. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const path = `/staff/connections/${connectionId}`;
  const ask = { act: 'note', connectionId, onVaultSilence: 'failed', fields: ['note'] } as const;
  return await answerStaffAct(request, ask, async ({ session, form, taken }) => {
    const text = form.writing('note', 2 * NOTE_MAX_LENGTH);
    if (text === undefined) return seeOther(`${path}?flash=note-empty`);
    if (text.length > NOTE_MAX_LENGTH) return seeOther(`${path}?flash=note-long`);
    await addNote({ session, connectionId, text });
    taken();
    return seeOther(`${path}?flash=note-added`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/${idInAddress((await params).id)}`));
}
