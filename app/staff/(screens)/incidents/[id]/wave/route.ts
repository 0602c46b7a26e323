import { idInAddress } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { answerApprovedAct, incidentPath } from '../../incident-act';

type Context = { params: Promise<{ id: string }> };

/** Gives a share of the connections back, for admins who approved it with a passkey. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  return await answerApprovedAct(request, idInAddress((await params).id), {
    act: 'incident.release',
    at: 'release',
    fields: ['percent'],
  });
}

/** A restored tab, the address typed again: does nothing, and shows the incident. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(incidentPath((await params).id));
}
