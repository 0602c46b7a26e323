import { incidentStepActSchema } from '#lib/contract/incidents';
import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { stepIncident } from '#web/vault-client/incidents';
import { answerIncidentAct, incidentPath, writtenIn } from '../../incident-act';

type Context = { params: Promise<{ id: string }> };

/** Starts the refresh of all grants, or concludes a step with a proof. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  const page = incidentPath(id);
  return await answerIncidentAct(request, {
    page,
    name: 'incident.step',
    run: (form, session) => {
      const isRefresh = form.text('act', 20) === 'refresh';
      const [step, as] = [form.text('step', 40), form.text('as', 20)];
      const conclusion = { act: 'conclude', step, as, proof: writtenIn(form, 'proof') };
      const act = incidentStepActSchema.safeParse(isRefresh ? { act: 'refresh' } : conclusion);
      if (!act.success) return undefined;
      return stepIncident({ session, id, act: act.data }).then(({ result }) => `${page}?flash=${result}`);
    },
  });
}

/** A restored tab, the address typed again: does nothing, and shows the incident. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(incidentPath((await params).id));
}
