import { AppError, toAppError } from '#lib/errors/app-error';
import { idInAddress } from '#lib/text/uuid';
import { mustBeCustomer } from '#web/customers/current';
import { approvalPageUrl, webEnv, wiseEnvironments } from '#web/env/web-env';
import { answerForm, requestNonce, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { pageFrame } from '#web/http/plain-page';
import { postInterstitial } from '#web/http/post-interstitial';
import { returnPath } from '#web/http/return-path';
import { approvalMessages } from '#web/messages/customer/approval';
import { sessionClaim } from '#web/sessions/current-session';
import { handOutApproval } from '#web/vault-client/vault-client';

type Context = { params: Promise<{ id: string; environment: string }> };

/** The version of Wise's front-end library whose form this is (docs/wise.md 11). */
const LIBRARY_VERSION = '0.9.5';

/** What is over, or approved meanwhile, the page itself says better. */
const SAID_BY_THE_PAGE = ['CHALLENGE_USED', 'CHALLENGE_EXPIRED', 'CONFLICT'];

/** Answers with the page whose form takes the one-time token to Wise's approval page, named by its host. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id: named, environment } = await params;
  const id = idInAddress(named);
  const page = `/approve/${id}`;
  return await answerForm(request, { audience: 'customer', returnTo: page }, async () => {
    const customer = await mustBeCustomer(request, { isRecent: true });
    const form = await readForm(request, customer.sessionId);
    const flow = form.text('flow') === 'popup' ? 'popup' : 'tab';
    const session = sessionClaim(request.headers, 'customer');
    try {
      const env = webEnv();
      const wise = wiseEnvironments(env).find((each) => each.environment === environment);
      if (wise === undefined) throw new AppError('NOT_FOUND', { log: 'environment is off or unknown' });
      const { oneTimeToken } = await handOutApproval({
        session,
        challengeId: id,
        environment: wise.environment,
      });
      return postInterstitial({
        to: approvalPageUrl(env, wise.environment),
        fields: {
          ott: oneTimeToken.reveal(),
          libVersion: LIBRARY_VERSION,
          parentHostname: new URL(env.APP_URL).hostname,
          flow,
        },
        nonce: requestNonce(request),
        why: approvalMessages.redirect(env.PARTNER_NAME),
        ...pageFrame(env),
      });
    } catch (thrown) {
      if (SAID_BY_THE_PAGE.includes(toAppError(thrown).code)) return seeOther(page);
      throw thrown;
    }
  });
}

/** Back from signing in again, a reload: hands out nothing. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(returnPath('customer', `/approve/${idInAddress((await params).id)}`));
}
