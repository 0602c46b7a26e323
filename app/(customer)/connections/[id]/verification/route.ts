import { toAppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import { idInAddress } from '#lib/text/uuid';
import type { Flash } from '#web/connections/flash';
import { mustBeCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { answerForm, requestNonce, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { pageFrame } from '#web/http/plain-page';
import { redirectInterstitial } from '#web/http/redirect-interstitial';
import { returnPath } from '#web/http/return-path';
import { moneyMessages } from '#web/messages/money';
import { consumeRateLimit } from '#web/rate-limits/consume';
import { sessionClaim } from '#web/sessions/current-session';
import { askForVerificationPage } from '#web/vault-client/vault-client';

type Context = { params: Promise<{ id: string }> };

/** Where the connection's page says it better than a page of the error; null: it speaks for itself. */
const SAID_BY_THE_PAGE: Partial<Record<ErrorCode, Flash | null>> = {
  CONFLICT: 'verification-none',
  CONNECTION_FROZEN: null,
  CONNECTION_NEEDS_RECONNECT: null,
  CONNECTION_DISCONNECTED: null,
  TOKEN_NOT_READY: 'verification-unavailable',
  WISE_TOKEN_REFUSED: 'verification-unavailable',
  WISE_UNAVAILABLE: 'verification-unavailable',
  VAULT_UNAVAILABLE: 'verification-unavailable',
};

/** Answers with the page that leads to Wise's own page of a review. Its address is asked for now, and is in no other answer. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const id = idInAddress((await params).id);
  const page = `/connections/${id}`;
  return await answerForm(request, { audience: 'customer', returnTo: page }, async () => {
    const customer = await mustBeCustomer(request, { isRecent: true });
    await readForm(request, customer.sessionId);
    const env = webEnv();
    await consumeRateLimit({ db: webDb(), env }, 'verification page', customer.customerId);
    const session = sessionClaim(request.headers, 'customer');
    try {
      const { url } = await askForVerificationPage({ session, connectionId: id });
      const href = url.reveal();
      return redirectInterstitial({
        host: new URL(href).host,
        href,
        nonce: requestNonce(request),
        why: moneyMessages.customer.hosted.redirect,
        ...pageFrame(env),
      });
    } catch (thrown) {
      const flash = SAID_BY_THE_PAGE[toAppError(thrown).code];
      if (flash === undefined) throw thrown;
      return seeOther(flash === null ? page : `${page}?flash=${flash}`);
    }
  });
}

/** How Wise's page ends, by what it adds to our address (docs/wise.md 12.6). */
const ENDS: Readonly<Record<string, Flash>> = {
  success: 'verification-sent',
  failed: 'verification-unfinished',
  closed: 'verification-unfinished',
};

/** Back from Wise, from signing in again, or a reload: asks for nothing, and shows the connection. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const page = returnPath('customer', `/connections/${idInAddress((await params).id)}`);
  const status = new URL(request.url).searchParams.get('status') ?? '';
  const flash = Object.hasOwn(ENDS, status) ? ENDS[status] : undefined;
  return seeOther(flash === undefined ? page : `${page}?flash=${flash}`);
}
