import { incidentTwoPersonActSchema } from '#lib/contract/incidents';
import { seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { ASK_FORM } from '#web/staff/form-draft';
import { readStepUp } from '#web/staff/step-up';
import { askForIncident } from '#web/vault-client/incidents';
import { answerIncidentAct } from '../incident-act';

const PAGE = '/staff/incidents';
const SCOPE = ['on', 'since', 'endSessions', 'revokeKeys'] as const;
const TYPED = ['drill', 'reason'];
/** What is mended in the form itself. */
const TO_THE_FORM: readonly string[] = ['text', 'unanswered', 'no_drill'];

/** The first of two people asks for an incident, approved with a passkey. */
export async function POST(request: Request): Promise<Response> {
  return await answerIncidentAct(request, {
    returnTo: `${PAGE}/new`,
    saying: (word, form) => (TO_THE_FORM.includes(word) ? formPage(form, word) : `${PAGE}?guided=${word}`),
    name: 'incident.place',
    typed: { form: ASK_FORM, fields: TYPED },
    run: (form, session) => {
      const act = incidentTwoPersonActSchema.safeParse({
        ...{ act: 'incident.place', ...scopeIn(form) },
        ...{ drill: form.text('drill', 100), reason: form.writing('reason') ?? '' },
      });
      return act.success ? askForIncident({ session, act: act.data, stepUp: readStepUp(form) }) : undefined;
    },
  });
}

const scopeIn = (form: Form) => Object.fromEntries(SCOPE.map((name) => [name, form.text(name, 100) ?? '']));

/** What was counted, and the form below it once more. */
const formPage = (form: Form, word: string): string =>
  `${PAGE}/new?${new URLSearchParams({ ...scopeIn(form), guided: word })}`;

/** A restored tab, the address typed again: does nothing, and shows the incidents. */
export async function GET(): Promise<Response> {
  return seeOther(PAGE);
}
