import 'server-only';
import type { HoldActionInput } from '#lib/contract/holds';
import type { HoldAct } from '#lib/contract/people';
import { assertStaffMay } from '#web/connections/staff-access';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { readStepUp } from '#web/staff/step-up';
import { actOnHold } from '#web/vault-client/holds';

const PAGE = '/staff/incidents';

/**
 * A form's POST that asks the vault to place or release a hold. The vault looks the person up, decides by role and takes the
 * approval by passkey.
 *
 * @param read what the form asks for; undefined where its reason is missing or too long.
 */
export function answerHoldAct(
  request: Request,
  right: HoldAct,
  read: (form: Form) => HoldActionInput | undefined,
): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: PAGE }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const act = read(form);
    assertStaffMay(staff, right);
    if (act === undefined) return seeOther(`${PAGE}?flash=reason`);
    return answerVaultSilence({ failedTo: `${PAGE}?flash=unanswered`, act: act.act }, async () => {
      const session = sessionClaim(request.headers, 'staff');
      const { result } = await actOnHold({ session, act, stepUp: readStepUp(form) });
      return seeOther(`${PAGE}?flash=${result}`);
    });
  });
}
