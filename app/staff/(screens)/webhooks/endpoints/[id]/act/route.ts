import { type EndpointActInput, endpointActSchema } from '#lib/contract/endpoint-acts';
import { AppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { assertStaffMay } from '#web/connections/staff-access';
import { answerForm, seeOther } from '#web/http/answer';
import { type Form, readForm } from '#web/http/form';
import { returnPath } from '#web/http/return-path';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { readStepUp } from '#web/staff/step-up';
import { actOnEndpoint } from '#web/vault-client/event-endpoints';

type Context = { params: Promise<{ id: string }> };

/** What operators and admins do with an endpoint for events: the form says which. The vault decides again. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const endpointId = idInAddress((await params).id);
  const path = `/staff/webhooks/endpoints/${endpointId}`;
  return answerForm(request, { audience: 'staff', returnTo: path }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    assertStaffMay(staff, 'manage_events');
    const act = readAct(form, endpointId);
    return answerVaultSilence({ failedTo: `${path}?flash=unanswered`, act: act.act }, async () => {
      const session = sessionClaim(request.headers, 'staff');
      const result = await actOnEndpoint({ session, act, stepUp: readStepUp(form) });
      return seeOther(`${path}?flash=${result}`);
    });
  });
}

/** @throws AppError BAD_REQUEST */
function readAct(form: Form, endpointId: string): EndpointActInput {
  const parts = ['act', 'begin', 'position', 'hours'].flatMap((name) => {
    const text = form.text(name, 40);
    return text === undefined ? [] : [[name, text]];
  });
  const read = endpointActSchema.safeParse({ ...Object.fromEntries(parts), endpointId });
  if (read.success) return read.data;
  throw new AppError('BAD_REQUEST', { log: 'no such act on an endpoint' });
}

/** A restored tab, the address typed again: does nothing, and shows the endpoint. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('staff', `/staff/webhooks/endpoints/${idInAddress((await params).id)}`));
}
