import { ensureBrowser } from '#lib/attempts/browser';
import { startAttempt } from '#lib/attempts/start-attempt';
import { mustBeCustomer } from '#lib/customers/current';
import { webDb } from '#lib/db/web';
import { webEnv, wiseEnvironments } from '#lib/env/web';
import { AppError } from '#lib/errors/app-error';
import { answerForm, requestNonce, seeOther } from '#lib/http/answer';
import { clientNetwork } from '#lib/http/client';
import { readForm } from '#lib/http/form';
import { leavingPage } from '#lib/http/leaving-page';
import { pageFrame } from '#lib/http/plain-page';
import { spend } from '#lib/limits/spend';
import { BEFORE_WISE_DEADLINE_MS } from '#lib/vault-client/deadlines';
import { isVaultReady } from '#lib/vault-client/vault-health';

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
      const wise = wiseEnvironments(env).find((each) => each.environment === environment);
      if (wise === undefined) throw new AppError('NOT_FOUND', { log: 'environment is off or unknown' });
      await spend({ db: webDb(), env }, 'connect', clientNetwork(request.headers));
      // A consent at Wise ends the grant before it (W3): without a vault to take the code a living connection would be lost.
      if (!(await isVaultReady(undefined, BEFORE_WISE_DEADLINE_MS))) {
        throw new AppError('VAULT_UNAVAILABLE', { log: 'nobody is sent to Wise while the vault is away' });
      }
      const browser = ensureBrowser(request.headers, env);
      const { authorise } = await startAttempt(webDb(), { customer, browserHash: browser.hash, wise });
      const answer = leavingPage({
        host: authorise.host,
        href: authorise.href,
        nonce: requestNonce(request),
        why: `At Wise you sign in, choose a profile and agree. Then you come back to ${env.PARTNER_NAME}.`,
        ...pageFrame(env),
      });
      answer.headers.append('set-cookie', browser.setCookie);
      return answer;
    },
  );
}

/** The back button, a reload, a link somebody sent: starts nothing. */
export function GET(): Response {
  return seeOther('/dashboard');
}
