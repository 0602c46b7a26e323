import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { renameForm } from '#web/staff/form-draft';
import { renamePasskey } from '#web/vault-client/step-up';

type Context = { params: Promise<{ id: string }> };

/** Gives a passkey of one's own another name. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const passkeyId = idInAddress((await params).id);
  const typed = { form: renameForm(passkeyId), fields: ['name'] };
  return answerStaffForm(request, { returnTo: '/staff/account', typed }, async ({ form, taken }) => {
    const name = form.text('name', 60);
    if (name === undefined) throw new AppError('BAD_REQUEST', { log: 'no name' });
    await renamePasskey({ session: sessionClaim(request.headers, 'staff'), passkeyId, name });
    taken();
    return seeOther('/staff/account?flash=renamed');
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
