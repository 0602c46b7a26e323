import { stepUpActSchema } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import { readJson } from '#lib/text/json';
import { seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { answerScript, PASSKEY_ANSWER_MAX_LENGTH } from '#web/staff/step-up';
import { beginStepUp } from '#web/vault-client/step-up';

/** Begins the approval of an act: the vault says what the passkey is to sign, `StepUpForm` asks it. */
export function POST(request: Request): Promise<Response> {
  return answerScript(request, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const act = stepUpActSchema.safeParse(readJson(form.text('act', PASSKEY_ANSWER_MAX_LENGTH) ?? ''));
    if (!act.success) throw new AppError('BAD_REQUEST', { log: 'no act that is approved with a passkey' });
    // the act would be refused for it: better before the passkey is asked
    const cannotBeUndone =
      act.data.act === 'connection.disconnect' ||
      act.data.act === 'connection.withdraw' ||
      (act.data.act === 'bulk.start' && act.data.kind === 'disconnect');
    if (cannotBeUndone && !staff.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
    return beginStepUp({ session: sessionClaim(request.headers, 'staff'), act: act.data });
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
