import { idInAddress } from '#lib/text/uuid';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { answerVaultSilence } from '#web/http/vault-silence';
import { sessionClaim } from '#web/sessions/current-session';
import { mustBeStaff } from '#web/staff/current';
import { refuseSecond } from '#web/vault-client/incidents';

type Context = { params: Promise<{ id: string }> };

/** Refuses what waits, or withdraws it: the vault decides which, and whether. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  const page = `/staff/second-approvals/${id}`;
  return await answerForm(request, { audience: 'staff', returnTo: page }, async () => {
    const staff = await mustBeStaff(request);
    await readForm(request, staff.sessionId);
    return answerVaultSilence({ failedTo: `${page}?flash=unanswered`, act: 'second approval' }, async () => {
      const session = sessionClaim(request.headers, 'staff');
      const { result } = await refuseSecond({ session, id });
      return seeOther(`${page}?flash=${result}`);
    });
  });
}

/** A restored tab, the address typed again: does nothing, and shows what waits. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(`/staff/second-approvals/${idInAddress((await params).id)}`);
}
