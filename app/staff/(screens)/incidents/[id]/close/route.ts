import { incidentActSchema } from '#lib/contract/incidents';
import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { readStepUp } from '#web/staff/step-up';
import { actOnIncident } from '#web/vault-client/incidents';
import { answerIncidentAct, writtenIn } from '../../incident-act';

type Context = { params: Promise<{ id: string }> };

/** Closes an incident and has its report signed, for admins who approved it with a passkey. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const incidentId = idInAddress((await params).id);
  const page = `/staff/incidents/${incidentId}`;
  return await answerIncidentAct(request, {
    page,
    name: 'incident.close',
    run: (form, session) => {
      const reason = writtenIn(form, 'reason');
      const act = incidentActSchema.safeParse({ act: 'incident.close', incidentId, reason });
      if (!act.success) return undefined;
      return actOnIncident({ session, act: act.data, stepUp: readStepUp(form) }).then(
        ({ result }) => `${page}?flash=${result}`,
      );
    },
  });
}

/** A restored tab, the address typed again: does nothing, and shows the incident. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(`/staff/incidents/${idInAddress((await params).id)}`);
}
