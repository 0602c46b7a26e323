import { waitingMessages } from '#web/messages/waiting';
import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StaffAct } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import type { StaffSession } from '#lib/sessions/session';
import { assertStaffMay } from '#web/connections/staff-access';
import { findStaffConnection, type StaffConnection } from '#web/connections/staff-detail';
import { webDb } from '#web/db/web-db';
import type { Form } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { answerOrWaitingPage } from '#web/http/waiting-page';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { connectionForm } from '#web/staff/form-draft';

type Ask = {
  act: Exclude<StaffAct, 'view'>;
  connectionId: string;
  /** The page with the question, to come back to after a sign-in. */
  question?: string;
  onVaultSilence: string;
  /** Fields that people type into, of the form that `connectionForm` names. */
  fields?: readonly string[];
};

type Acting = {
  session: SessionClaim;
  form: Form;
  staff: StaffSession;
  connection: StaffConnection;
  /** The vault took what was typed. */
  taken: () => void;
};

/**
 * A form's POST that asks the vault to act on a connection: signed in, from our own page, with a role for it. The vault is
 * handed the session, looks the person up itself and decides again (design 4.1).
 *
 * @param ask.onVaultSilence the word the connection's page says when the vault did not answer.
 * @param act does it and answers.
 */
export function answerStaffAct(
  request: Request,
  ask: Ask,
  act: (acting: Acting) => Promise<Response>,
): Promise<Response> {
  const path = `/staff/connections/${ask.connectionId}`;
  const typed = ask.fields && { form: connectionForm(ask.act, ask.connectionId), fields: ask.fields };
  const returnTo = ask.question ?? path;
  return answerStaffForm(request, { returnTo, typed }, async ({ staff, form, taken }) => {
    assertStaffMay(staff, ask.act);
    const connection = await findStaffConnection(webDb(), staff, ask.connectionId);
    if (connection === undefined) throw new AppError('NOT_FOUND');
    const session = sessionClaim(request.headers, 'staff');
    const failedTo = `${path}?flash=${ask.onVaultSilence}`;
    const waiting = { ...waitingMessages[ask.act], audience: 'staff', failedTo } as const;
    return await answerOrWaitingPage(request, form, waiting, () =>
      answerVaultSilence({ failedTo, act: ask.act }, () => act({ session, form, staff, connection, taken })),
    );
  });
}
