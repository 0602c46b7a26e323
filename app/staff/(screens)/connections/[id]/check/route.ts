import { assertStaffMay } from '#lib/connections/staff-access';
import { answerForm, seeOther } from '#lib/http/answer';
import { readForm } from '#lib/http/form';
import { mustBeStaff } from '#lib/staff/current';
import { checkConnection } from '#lib/vault-client/check-connection';
import { staffVaultSession } from '../staff-vault-session';

type Context = { params: Promise<{ id: string }> };

/** "Check now" for support, operators and admins; the vault asks Wise at most once in 5 minutes. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const path = `/staff/connections/${id}`;
  return await answerForm(request, { audience: 'staff', returnTo: path }, async () => {
    const staff = await mustBeStaff(request);
    await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'check');
    const { result } = await checkConnection({ session: staffVaultSession(request), connectionId: id });
    return seeOther(`${path}?checked=${result}`);
  });
}
