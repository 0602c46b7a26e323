import { SEALING_ACTS } from '#lib/contract/personal-token-acts';
import { AppError } from '#lib/errors/app-error';
import { assertStaffMay } from '#web/connections/staff-access';
import { seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { answerScript } from '#web/staff/step-up';
import { makeSealingKey } from '#web/vault-client/personal-tokens';

/** A key of the vault that the page seals one token with, before it sends anything of it here (decision 097). */
export function POST(request: Request): Promise<Response> {
  return answerScript(request, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'manage_personal_tokens');
    const asked = form.text('act', 40);
    const act = SEALING_ACTS.find((each) => each === asked);
    if (act === undefined) throw new AppError('BAD_REQUEST', { log: 'no act that brings a token' });
    return makeSealingKey({ session: sessionClaim(request.headers, 'staff'), act });
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/credentials/own-accounts');
}
