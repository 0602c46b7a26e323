import 'server-only';
import {
  INCIDENT_TEXT_MAX_LENGTH,
  type IncidentAct,
  type IncidentAskAnswer,
  type IncidentResult,
  incidentActSchema,
} from '#lib/contract/incidents';
import type { SessionClaim } from '#lib/contract/internal-api';
import { idInAddress } from '#lib/text/uuid';
import { assertStaffMay } from '#web/connections/staff-access';
import { seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { answerStaffForm, type TypedFields } from '#web/staff/answer-staff-form';
import { incidentForm } from '#web/staff/form-draft';
import { readStepUp } from '#web/staff/step-up';
import { actOnIncident } from '#web/vault-client/incidents';

type Result = IncidentResult | IncidentAskAnswer['result'];

/** Results that leave nothing to say once more. */
const TAKEN: readonly Result[] = ['done', 'unchanged', 'waits', 'already_waits'];

type Act = {
  /** Where a sign-in comes back to. */
  returnTo: string;
  /** The page that says what came of it. */
  saying: (word: Result | 'text' | 'unanswered', form: Form) => string;
  name: string;
  typed?: TypedFields;
  /** Asks the vault; undefined: a text is missing or too long. */
  run: (form: Form, session: SessionClaim) => Promise<{ result: Result }> | undefined;
};

/** A form's POST about an incident: the vault decides by role, and takes the approval by passkey where one is wanted. */
export function answerIncidentAct(
  request: Request,
  { returnTo, saying, name, typed, run }: Act,
): Promise<Response> {
  return answerStaffForm(request, { returnTo, typed }, async ({ staff, form, taken }) => {
    assertStaffMay(staff, 'run_incident');
    return answerVaultSilence({ failedTo: saying('unanswered', form), act: name }, async () => {
      const answer = await run(form, sessionClaim(request.headers, 'staff'));
      if (answer === undefined) return seeOther(saying('text', form));
      if (TAKEN.includes(answer.result)) taken();
      return seeOther(saying(answer.result, form));
    });
  });
}

type Approved = {
  act: IncidentAct['act'];
  /** Where on the incident's page its form stands. */
  at: string;
  /** What of the act stands in the form, besides the reason. */
  fields?: readonly string[];
};

/** A form's POST about one incident that an admin approved with a passkey. */
export function answerApprovedAct(
  request: Request,
  incidentId: string,
  { act: name, at, fields = [] }: Approved,
): Promise<Response> {
  return answerIncidentAct(request, {
    returnTo: incidentPath(incidentId),
    // closed for good: what comes next is the report, which is led to from the top
    saying: (word) =>
      name === 'incident.close' && word === 'done'
        ? `${incidentPath(incidentId)}?flash=signed`
        : backToPlace(incidentId, word, at),
    name,
    typed: { form: incidentForm(incidentId, at), fields: [...fields, 'reason'] },
    run: (form, session) => {
      const more = Object.fromEntries(fields.map((field) => [field, form.text(field, 3) ?? '']));
      const act = incidentActSchema.safeParse({
        ...{ act: name, incidentId, ...more },
        reason: writtenIn(form, 'reason'),
      });
      return act.success ? actOnIncident({ session, act: act.data, stepUp: readStepUp(form) }) : undefined;
    },
  });
}

/** The page of the incident that this part of an address names. */
export const incidentPath = (id: string): string => `/staff/incidents/${idInAddress(id)}`;

/** That page at the place of the form that was sent, which says there what came of it. */
export const backToPlace = (id: string, word: string, at: string): string =>
  `${incidentPath(id)}?flash=${word}&at=${at}#${at}`;

/** What a person wrote; undefined: nothing, or too much. */
export function writtenIn(form: Form, name: string): string | undefined {
  const text = form.writing(name);
  return text === undefined || text.length > INCIDENT_TEXT_MAX_LENGTH ? undefined : text;
}
