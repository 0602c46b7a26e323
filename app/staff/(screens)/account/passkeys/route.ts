import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { seeOther } from '#web/http/answer';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { ADD_PASSKEY_FORM } from '#web/staff/form-draft';
import { PASSKEY_ANSWER_MAX_LENGTH } from '#web/staff/step-up';
import { finishPasskey } from '#web/vault-client/step-up';

/** Not the code, which is a secret. */
const TYPED = { form: ADD_PASSKEY_FORM, fields: ['name'] };

/** Adds the passkey that the browser has just made. */
export function POST(request: Request): Promise<Response> {
  return answerStaffForm(request, { returnTo: '/staff/account', typed: TYPED }, async ({ form, taken }) => {
    const code = form.text('code', 60);
    const name = form.text('name', 60);
    const attestation = form.text('attestation', PASSKEY_ANSWER_MAX_LENGTH);
    // without JavaScript the form comes without what a passkey said
    if (attestation === undefined) throw new AppError('PASSKEY_REFUSED', { log: 'no passkey was asked' });
    if (code === undefined || name === undefined)
      throw new AppError('BAD_REQUEST', { log: 'no code or name' });
    const session = sessionClaim(request.headers, 'staff');
    await finishPasskey({ session, code: new Secret(code), name, attestation });
    taken();
    return seeOther('/staff/account?flash=added');
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
