import 'server-only';
import { INCIDENT_TEXT_MAX_LENGTH, type IncidentAct, incidentActSchema } from '#lib/contract/incidents';
import type { SessionClaim } from '#lib/contract/internal-api';
import { idInAddress } from '#lib/text/uuid';
import { assertStaffMay } from '#web/connections/staff-access';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { readStepUp } from '#web/staff/step-up';
import { actOnIncident } from '#web/vault-client/incidents';

type Act = {
  page: string;
  /** What carries the result in the page's address. */
  word?: 'flash' | 'guided';
  name: string;
  /** Asks the vault, and answers the page to go to; undefined: a text is missing or too long. */
  run: (form: Form, session: SessionClaim) => Promise<string> | undefined;
};

/** A form's POST about an incident: the vault decides by role, and takes the approval by passkey where one is wanted. */
export function answerIncidentAct(
  request: Request,
  { page, word = 'flash', name, run }: Act,
): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: page }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'run_incident');
    return answerVaultSilence({ failedTo: `${page}?${word}=unanswered`, act: name }, async () => {
      const work = run(form, sessionClaim(request.headers, 'staff'));
      return seeOther(work === undefined ? `${page}?${word}=text` : await work);
    });
  });
}

type Approved = {
  act: IncidentAct['act'];
  /** What of the act stands in the form, besides the reason. */
  more?: (form: Form) => Record<string, string>;
};

/** A form's POST about one incident that an admin approved with a passkey. */
export function answerApprovedAct(
  request: Request,
  incidentId: string,
  { act: name, more = () => ({}) }: Approved,
): Promise<Response> {
  const page = incidentPath(incidentId);
  return answerIncidentAct(request, {
    page,
    name,
    run: (form, session) => {
      const given = { act: name, incidentId, ...more(form), reason: writtenIn(form, 'reason') };
      const act = incidentActSchema.safeParse(given);
      if (!act.success) return undefined;
      return actOnIncident({ session, act: act.data, stepUp: readStepUp(form) }).then(
        // closed for good: what comes next is the report
        ({ result }) => `${page}?flash=${name === 'incident.close' && result === 'done' ? 'signed' : result}`,
      );
    },
  });
}

/** The page of the incident that this part of an address names. */
export const incidentPath = (id: string): string => `/staff/incidents/${idInAddress(id)}`;

/** What a person wrote; undefined: nothing, or too much. */
export function writtenIn(form: Form, name: string): string | undefined {
  const text = form.writing(name);
  return text === undefined || text.length > INCIDENT_TEXT_MAX_LENGTH ? undefined : text;
}
