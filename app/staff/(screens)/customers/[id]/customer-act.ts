import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { CustomerAct } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { assertStaffMay } from '#web/connections/staff-access';
import { findStaffCustomer } from '#web/customers/staff-detail';
import { webDb } from '#web/db/web-db';
import { answerForm } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';

type Ask = {
  act: CustomerAct;
  customerId: string;
  /** The page with the question, to come back to after a sign-in. */
  question: string;
  /** The word that the customer's page says when the vault did not answer. */
  onVaultSilence: string;
};

/**
 * A form's POST that asks the vault to act on a whole customer: from our own page, with a role for it. The vault is handed
 * the session and the approval by passkey, and decides again (design 4.1, 4.19).
 */
export function answerCustomerAct(
  request: Request,
  ask: Ask,
  act: (acting: { session: SessionClaim; form: Form }) => Promise<Response>,
): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: ask.question }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, ask.act);
    const customer = await findStaffCustomer(webDb(), staff, ask.customerId);
    if (customer === undefined) throw new AppError('NOT_FOUND');
    const failedTo = `/staff/customers/${ask.customerId}?flash=${ask.onVaultSilence}`;
    return answerVaultSilence({ failedTo, act: ask.act }, () =>
      act({ session: sessionClaim(request.headers, 'staff'), form }),
    );
  });
}
