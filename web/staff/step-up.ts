import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { readUuid } from '#lib/text/uuid';
import { asProblem } from '#web/http/as-problem';
import type { Form } from '#web/http/form';
import { webLog } from '#web/http/log';
import { errorMessages } from '#web/messages/errors';

/** What a signed assertion takes as JSON. */
export const PASSKEY_ANSWER_MAX_LENGTH = 8_000;

/**
 * The approval in a form that `StepUpForm` sent; undefined where there is none: the vault then refuses the act.
 *
 * @throws AppError BAD_REQUEST
 */
export function readStepUp(form: Form): StepUpOnTheWire | undefined {
  const id = readUuid(form.text('step_up', 36));
  const assertion = form.text('assertion', PASSKEY_ANSWER_MAX_LENGTH);
  return id === undefined || assertion === undefined ? undefined : { id, assertion };
}

/** Answers a script of our own pages: what `act` gives, or the code and the words of what went wrong. */
export async function answerScript(request: Request, act: () => Promise<object>): Promise<Response> {
  const headers = { 'cache-control': 'no-store' };
  try {
    return Response.json(await act(), { headers });
  } catch (thrown) {
    const error = asProblem(thrown);
    const { pathname: path } = new URL(request.url);
    if (error.status >= 500) webLog().error({ err: error, errorCode: error.code, path }, 'a script failed');
    else webLog().info({ errorCode: error.code, why: error.message, path }, 'a script was refused');
    const { code, status } = error;
    return Response.json({ code, text: errorMessages.byCode[code] }, { status, headers });
  }
}
