import { WEB_WAITS } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import { ensureBrowser } from '#web/attempts/browser';
import { startAttempt } from '#web/attempts/start-attempt';
import { withTakeOver } from '#web/attempts/take-over';
import { mustBeCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { webEnv, wiseEnvironments } from '#web/env/web-env';
import { answerForm, requestNonce, seeOther } from '#web/http/answer';
import { clientNetwork } from '#web/http/client';
import { readForm } from '#web/http/form';
import { pageFrame } from '#web/http/plain-page';
import { redirectInterstitial } from '#web/http/redirect-interstitial';
import { connectMessages } from '#web/messages/customer/connect';
import { leave } from '#web/partner-sessions/pages';
import { consumeRateLimit } from '#web/rate-limits/consume';
import { currentPartnerSession } from '#web/sessions/current-partner-session';
import { sessionClaim } from '#web/sessions/current-session';
import { isVaultReady } from '#web/vault-client/vault-client';

type Context = { params: Promise<{ environment: string }> };

/** Starts an attempt and answers with the page that leads to Wise, named by its host. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { environment } = await params;
  const env = webEnv();
  return await answerForm(
    request,
    { audience: 'customer', returnTo: `/connect/${environment}` },
    async () => {
      const customer = await mustBeCustomer(request, { isRecent: true });
      await readForm(request, customer.sessionId);
      // the partner vouched for a look: a consent wants its word of its own (design 4.22)
      if (customer.portalSessionId !== null) return await leaveToConnect(request);
      const wise = wiseEnvironments(env).find((each) => each.environment === environment);
      if (wise === undefined) throw new AppError('NOT_FOUND', { log: 'environment is off or unknown' });
      await consumeRateLimit({ db: webDb(), env }, 'connect', clientNetwork(request.headers));
      // A consent at Wise ends the grant before it (W3): without a vault to take the code a living connection would be lost.
      if (!(await isVaultReady(undefined, WEB_WAITS.beforeWiseMs))) {
        throw new AppError('VAULT_UNAVAILABLE', { log: 'nobody is sent to Wise while the vault is away' });
      }
      const browser = ensureBrowser(request.headers, env);
      const started = await startAttempt(webDb(), { customer, browserHash: browser.hash, wise });
      const authorise = await withTakeOver(webDb(), started.authorise, {
        customerId: customer.customerId,
        environment: wise.environment,
        session: sessionClaim(request.headers, 'customer'),
      });
      const answer = redirectInterstitial({
        host: authorise.host,
        href: authorise.href,
        nonce: requestNonce(request),
        why: connectMessages.redirect(env.PARTNER_NAME),
        ...pageFrame(env),
      });
      answer.headers.append('set-cookie', browser.setCookie);
      return answer;
    },
  );
}

async function leaveToConnect(request: Request): Promise<Response> {
  const session = await currentPartnerSession(request.headers);
  if (session?.kind !== 'portal')
    throw new AppError('FORBIDDEN', { log: 'a portal session connects nothing' });
  return leave(request, session, { status: 'connect' }, 'form');
}

/** The back button, a reload, a link somebody sent: starts nothing. */
export function GET(): Response {
  return seeOther('/dashboard');
}
