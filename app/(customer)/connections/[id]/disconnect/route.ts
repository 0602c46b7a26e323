import { toAppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { mustBeCustomer } from '#web/customers/current';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { returnPath } from '#web/http/return-path';
import { answerOrWaitingPage } from '#web/http/waiting-page';
import { waitingMessages } from '#web/messages/waiting';
import { sessionClaim } from '#web/sessions/current-session';
import { disconnectConnection } from '#web/vault-client/vault-client';

type Context = { params: Promise<{ id: string }> };

/** Disconnects for good; the connection's own page is then the receipt. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  const page = `/connections/${id}`;
  return await answerForm(request, { audience: 'customer', returnTo: `${page}/disconnect` }, async () => {
    const customer = await mustBeCustomer(request, { isRecent: true });
    const form = await readForm(request, customer.sessionId);
    const session = sessionClaim(request.headers, 'customer');
    const failedTo = `${page}?flash=disconnect-failed`;
    const waiting = { ...waitingMessages.disconnect, audience: 'customer', failedTo } as const;
    return await answerOrWaitingPage(request, form, waiting, async () => {
      try {
        await disconnectConnection({ session, connectionId: id });
      } catch (thrown) {
        const error = toAppError(thrown);
        // It may have happened all the same: the page reads the row, and says this only if it did not.
        if (error.code === 'VAULT_UNAVAILABLE') return seeOther(failedTo);
        throw error;
      }
      return seeOther(page);
    });
  });
}

/** Back from signing in again, a restored tab: does nothing, and asks the question once more. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  const page = returnPath('customer', `/connections/${id}`);
  return seeOther(page === '/dashboard' ? page : `${page}?confirm=disconnect`);
}
