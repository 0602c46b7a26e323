import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { PASSKEY_ANSWER_MAX_LENGTH } from '#web/staff/step-up';
import { finishPasskey } from '#web/vault-client/step-up';

const RETURN = { audience: 'staff', returnTo: '/staff/account' } as const;

/** Adds the passkey that the browser has just made. */
export function POST(request: Request): Promise<Response> {
  return answerForm(request, RETURN, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const code = form.text('code', 60);
    const name = form.text('name', 60);
    const attestation = form.text('attestation', PASSKEY_ANSWER_MAX_LENGTH);
    // without JavaScript the form comes without what a passkey said
    if (attestation === undefined) throw new AppError('PASSKEY_REFUSED', { log: 'no passkey was asked' });
    if (code === undefined || name === undefined)
      throw new AppError('BAD_REQUEST', { log: 'no code or name' });
    const session = sessionClaim(request.headers, 'staff');
    await finishPasskey({ session, code: new Secret(code), name, attestation });
    return seeOther('/staff/account?flash=added');
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
