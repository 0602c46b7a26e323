import { REASON_MAX_LENGTH } from '#components/staff/disconnect-form';
import { seeOther } from '#lib/http/answer';
import { returnPath } from '#lib/http/return-path';
import { disconnectConnection } from '#lib/vault-client/disconnect-connection';
import { answerStaffAct } from '../../staff-act';

type Context = { params: Promise<{ id: string }> };

/** Disconnects for good, for operators and admins, with a reason for the audit trail; the page is then the receipt. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id: connectionId } = await params;
  const path = `/staff/connections/${connectionId}`;
  const ask = { act: 'disconnect', connectionId, onVaultSilence: 'disconnect-failed' } as const;
  return await answerStaffAct(request, ask, async (session, form) => {
    const reason = plainText(form.text('reason'));
    if (reason === '') return `${path}/disconnect?problem=reason`;
    if (reason.length > REASON_MAX_LENGTH) return `${path}/disconnect?problem=length`;
    await disconnectConnection({ session, connectionId, reason });
    return path;
  });
}

// A form sends line ends as two characters, which the field's own limit counts as one; and PostgreSQL
// refuses NUL.
function plainText(text = ''): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim();
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  return seeOther(returnPath('staff', `/staff/connections/${id}`));
}
