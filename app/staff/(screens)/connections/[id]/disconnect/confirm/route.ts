import { REASON_MAX_LENGTH } from '#components/staff/disconnect-form';
import { assertStaffMay } from '#lib/connections/staff-access';
import { answerForm, seeOther } from '#lib/http/answer';
import { readForm } from '#lib/http/form';
import { mustBeStaff } from '#lib/staff/current';
import { disconnectConnection } from '#lib/vault-client/disconnect-connection';
import { staffVaultSession } from '../../staff-vault-session';

type Context = { params: Promise<{ id: string }> };

/** Disconnects for good, for operators and admins, with a reason for the audit trail. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const path = `/staff/connections/${id}`;
  return await answerForm(request, { audience: 'staff', returnTo: path }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'disconnect');
    const reason = plainText(form.text('reason'));
    if (reason === '') return seeOther(`${path}/disconnect?problem=reason`);
    if (reason.length > REASON_MAX_LENGTH) return seeOther(`${path}/disconnect?problem=length`);
    await disconnectConnection({ session: staffVaultSession(request), connectionId: id, reason });
    return seeOther(path);
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
