import { Secret } from '#lib/log/secret';
import { seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { answerScript } from '#web/staff/step-up';
import { beginPasskey } from '#web/vault-client/step-up';

/** Begins to add a passkey with a code: the vault says what the browser is to ask the authenticator for. */
export function POST(request: Request): Promise<Response> {
  return answerScript(request, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const code = new Secret(form.text('code', 60) ?? '-');
    return { options: await beginPasskey({ session: sessionClaim(request.headers, 'staff'), code }) };
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
