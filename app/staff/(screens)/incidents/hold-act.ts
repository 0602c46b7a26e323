import 'server-only';
import type { HoldActionInput, HoldAnswer } from '#lib/contract/holds';
import type { HoldAct } from '#lib/contract/people';
import { assertStaffMay } from '#web/connections/staff-access';
import { seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm, type TypedFields } from '#web/staff/answer-staff-form';
import { readStepUp } from '#web/staff/step-up';
import { actOnHold } from '#web/vault-client/holds';

const PAGE = '/staff/incidents';
/** Results that leave nothing to say once more. */
const TAKEN: readonly HoldAnswer['result'][] = ['placed', 'released', 'unchanged'];

/**
 * A form's POST that asks the vault to place or release a hold. The vault looks the person up, decides by role and takes the
 * approval by passkey.
 *
 * @param read what the form asks for; undefined where its reason is missing or too long.
 */
export function answerHoldAct(
  request: Request,
  right: HoldAct,
  typed: TypedFields,
  read: (form: Form) => HoldActionInput | undefined,
): Promise<Response> {
  return answerStaffForm(request, { returnTo: PAGE, typed }, async ({ staff, form, taken }) => {
    const act = read(form);
    assertStaffMay(staff, right);
    if (act === undefined) return seeOther(`${PAGE}?flash=reason`);
    return answerVaultSilence({ failedTo: `${PAGE}?flash=unanswered`, act: act.act }, async () => {
      const session = sessionClaim(request.headers, 'staff');
      const { result } = await actOnHold({ session, act, stepUp: readStepUp(form) });
      if (TAKEN.includes(result)) taken();
      return seeOther(`${PAGE}?flash=${result}`);
    });
  });
}
