import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StaffOutcome, StaffPeopleActInput } from '#lib/contract/staff-acts';
import { assertStaffMay } from '#web/connections/staff-access';
import type { Form } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm, type TypedFields } from '#web/staff/answer-staff-form';
import { readStepUp } from '#web/staff/step-up';
import { actOnStaff } from '#web/vault-client/people';

export type Acting = { session: SessionClaim; form: Form; taken: () => void };

/**
 * A form's POST that has the vault change who works here: signed in, from our own page, by an admin. The vault looks the person up
 * itself and decides again, and so does the database.
 *
 * @param path the page that says how it went.
 * @param act does it and answers.
 */
export function answerPeopleAct(
  request: Request,
  path: string,
  act: (acting: Acting) => Promise<Response>,
  typed?: TypedFields,
): Promise<Response> {
  return answerStaffForm(request, { returnTo: path, typed }, async ({ staff, form, taken }) => {
    assertStaffMay(staff, 'manageStaff');
    return answerVaultSilence({ failedTo: `${path}?flash=silent`, act: 'manageStaff' }, () =>
      act({ session: sessionClaim(request.headers, 'staff'), form, taken }),
    );
  });
}

/** What the page says of an outcome that is not `done`. */
export const OUTCOME_FLASH: Record<Exclude<StaffOutcome, 'done'>, string> = {
  unchanged: 'unchanged',
  own: 'own',
  nobody: 'unchanged',
  last_admin: 'last-admin',
  taken: 'taken',
  not_finished: 'not-finished',
};

/** Carries out an act that the form approves, and answers with the word for what it came to. */
export async function actAndTell(
  { session, form, taken }: Acting,
  act: StaffPeopleActInput,
  done: string,
): Promise<{ word: string; staffId: string | null }> {
  const { outcome, staffId } = await actOnStaff({ session, act, stepUp: readStepUp(form) });
  if (outcome === 'done') taken();
  return { word: outcome === 'done' ? done : OUTCOME_FLASH[outcome], staffId };
}
