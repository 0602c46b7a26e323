import { INCIDENT_STEPS, incidentStepActSchema } from '#lib/contract/incidents';
import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { incidentForm } from '#web/staff/form-draft';
import { stepIncident } from '#web/vault-client/incidents';
import { answerIncidentAct, backToPlace, incidentPath, writtenIn } from '../../incident-act';

type Context = { params: Promise<{ id: string }> };

/** Starts the refresh of all grants, or concludes a step with a proof. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return await answerIncidentAct(request, {
    returnTo: incidentPath(id),
    saying: (word, form) => backToPlace(id, word, stepIn(form)),
    name: 'incident.step',
    typed: { form: (form) => incidentForm(id, stepIn(form)), fields: ['as', 'proof'] },
    run: (form, session) => {
      const [step, as] = [form.text('step', 40), form.text('as', 20)];
      const conclusion = { act: 'conclude', step, as, proof: writtenIn(form, 'proof') };
      const act = incidentStepActSchema.safeParse(isRefresh(form) ? { act: 'refresh' } : conclusion);
      return act.success ? stepIncident({ session, id, act: act.data }) : undefined;
    },
  });
}

const isRefresh = (form: Form): boolean => form.text('act', 20) === 'refresh';

/** The step that the form is of, as the address of its page names it. */
function stepIn(form: Form): string {
  const step = isRefresh(form) ? 'refresh' : form.text('step', 40);
  return INCIDENT_STEPS.find((each) => each === step) ?? 'hold';
}

/** A restored tab, the address typed again: does nothing, and shows the incident. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(incidentPath((await params).id));
}
