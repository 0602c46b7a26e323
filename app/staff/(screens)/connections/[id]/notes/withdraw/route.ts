import { AppError } from '#lib/errors/app-error';
import { idInAddress, readUuid } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { returnPath } from '#web/http/return-path';
import { withdrawNote } from '#web/vault-client/staff-acts';
import { answerStaffAct } from '../../staff-act';

type Context = { params: Promise<{ id: string }> };

/** Deletes a note of one's own. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const connectionId = idInAddress((await params).id);
  const ask = { act: 'note', connectionId, onVaultSilence: 'failed' } as const;
  return await answerStaffAct(request, ask, async ({ session, form }) => {
    const noteId = readUuid(form.text('note'));
    if (noteId === undefined) throw new AppError('NOT_FOUND', { log: 'no note is named' });
    await withdrawNote({ session, connectionId, noteId });
    return seeOther(`/staff/connections/${connectionId}?flash=note-withdrawn`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/connections/${idInAddress((await params).id)}`));
}
