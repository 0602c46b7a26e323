import type { CheckResult } from '#lib/contract/connections';
import type { SessionClaim } from '#lib/contract/internal-api';
import { toAppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import type { Flash } from '#web/connections/flash';
import { mustBeCustomer } from '#web/customers/current';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { returnPath } from '#web/http/return-path';
import { answerOrWaitingPage } from '#web/http/waiting-page';
import { waitingMessages } from '#web/messages/waiting';
import { sessionClaim } from '#web/sessions/current-session';
import { checkConnection } from '#web/vault-client/vault-client';

type Context = { params: Promise<{ id: string }> };

/** What the page says besides what it shows anyway: a connection that was lost speaks for itself. */
const FLASHES: Record<CheckResult, Flash | undefined> = {
  healthy: 'checked',
  recent: 'recent',
  unavailable: 'unreachable',
  client_refused: 'check-failed',
  needs_reconnect: undefined,
  frozen: undefined,
  disconnected: undefined,
};

/** "Check now": asks Wise whether the connection still works, then shows its page. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  const page = `/connections/${id}`;
  return await answerForm(request, { audience: 'customer', returnTo: page }, async () => {
    const customer = await mustBeCustomer(request);
    const form = await readForm(request, customer.sessionId);
    const session = sessionClaim(request.headers, 'customer');
    const waiting = {
      ...waitingMessages.check,
      audience: 'customer',
      failedTo: `${page}?flash=check-failed`,
    } as const;
    return await answerOrWaitingPage(request, form, waiting, async () => {
      const flash = await check(session, id);
      return seeOther(flash === undefined ? page : `${page}?flash=${flash}`);
    });
  });
}

async function check(session: SessionClaim, connectionId: string): Promise<Flash | undefined> {
  try {
    const { result } = await checkConnection({ session, connectionId });
    return FLASHES[result];
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'VAULT_UNAVAILABLE') return 'check-failed';
    throw error;
  }
}

/** A restored tab, the address typed again: does nothing, and shows the connection. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  return seeOther(returnPath('customer', `/connections/${id}`));
}
