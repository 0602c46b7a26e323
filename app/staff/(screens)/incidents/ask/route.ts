import { incidentTwoPersonActSchema } from '#lib/contract/incidents';
import { seeOther } from '#web/http/answer';
import { readStepUp } from '#web/staff/step-up';
import { askForIncident } from '#web/vault-client/incidents';
import { answerIncidentAct } from '../incident-act';

/** The first of two people asks for an incident, approved with a passkey. */
export async function POST(request: Request): Promise<Response> {
  const page = '/staff/incidents';
  return await answerIncidentAct(request, {
    page,
    word: 'guided',
    name: 'incident.place',
    run: (form, session) => {
      const names = ['on', 'endSessions', 'revokeKeys', 'drill'] as const;
      const given = Object.fromEntries(names.map((name) => [name, form.text(name, 100)]));
      const act = { act: 'incident.place', ...given, since: form.text('since', 40) ?? '' };
      const parsed = incidentTwoPersonActSchema.safeParse({ ...act, reason: form.writing('reason') ?? '' });
      if (!parsed.success) return undefined;
      return askForIncident({ session, act: parsed.data, stepUp: readStepUp(form) }).then(
        ({ result }) => `${page}?guided=${result}`,
      );
    },
  });
}

/** A restored tab, the address typed again: does nothing, and shows the incidents. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/incidents');
}
