import 'server-only';
import { WEB_WAITS } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import type { PartnerSession } from '#lib/sessions/partner-session';
import { ensureBrowser } from '#web/attempts/browser';
import { startAttempt } from '#web/attempts/start-attempt';
import { webDb } from '#web/db/web-db';
import { webEnv, wiseEnvironments } from '#web/env/web-env';
import { requestNonce } from '#web/http/answer';
import { pageFrame } from '#web/http/plain-page';
import { redirectInterstitial } from '#web/http/redirect-interstitial';
import { connectMessages } from '#web/messages/customer/connect';
import { isVaultReady } from '#web/vault-client/vault-client';
import { waitingPage } from './pages';
import { standingOf } from './way-back';

/**
 * A consent at Wise ends the grant before it (W3): without a vault to take the code a living connection would be lost. Asked
 * before an address is spent.
 *
 * @throws AppError VAULT_UNAVAILABLE
 */
export async function mustHaveVault(): Promise<void> {
  if (await isVaultReady(undefined, WEB_WAITS.beforeWiseMs)) return;
  throw new AppError('VAULT_UNAVAILABLE', { log: 'nobody is sent to Wise while the vault is away' });
}

/**
 * Starts an attempt of this session in this browser, and answers with the page that leads to Wise. Once one came back with a
 * consent there is no other: it would end the grant that waits for the partner's word (W3).
 *
 * @throws AppError
 */
export async function goToWise(request: Request, session: PartnerSession): Promise<Response> {
  if ((await standingOf(webDb(), session.sessionId)).kind !== 'open') return waitingPage(request, 'form');
  const env = webEnv();
  const wise = wiseEnvironments(env).find(({ environment }) => environment === session.environment);
  if (wise === undefined) throw new AppError('NOT_FOUND', { log: 'environment is off or unknown' });
  const browser = ensureBrowser(request.headers, env);
  const started = await startAttempt(webDb(), {
    customer: session,
    browserHash: browser.hash,
    wise,
    sessionId: session.sessionId,
  });
  const answer = redirectInterstitial({
    host: started.authorise.host,
    href: started.authorise.href,
    nonce: requestNonce(request),
    why: connectMessages.redirect(env.PARTNER_NAME),
    ...pageFrame(env),
  });
  answer.headers.append('set-cookie', browser.setCookie);
  return answer;
}
