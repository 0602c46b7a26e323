import { newToken } from '#lib/hash/tokens';
import type { RefusalAnswer } from '#lib/net/http-server';
import type { RefusalStatus } from '#lib/net/request-fault';
import type { WebEnv } from '#web/env/web-env';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { securityHeaders } from '#web/http/security-headers';
import { errorMessages } from '#web/messages/errors';

/** The page's own look, and nothing else: no script runs, nothing is posted. */
const policy = (nonce: string): string =>
  `default-src 'none'; style-src 'self' 'nonce-${nonce}'; img-src 'self'; font-src 'self'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page for a request that reaches nothing else of web: what happened, and what to do. */
export async function refusalPage(
  env: Pick<WebEnv, 'APP_URL' | 'PARTNER_NAME' | 'PARTNER_LOGO_FILE' | 'PARTNER_SUPPORT_URL'>,
  status: RefusalStatus,
): Promise<RefusalAnswer> {
  const nonce = newToken();
  const page = plainPage({
    ...errorMessages.unread[status],
    status,
    ...pageFrame(env),
    links: [{ href: '/', text: errorMessages.firstPage }],
    nonce,
  });
  const headers = {
    ...Object.fromEntries(page.headers),
    ...securityHeaders(env, '/'),
    'content-security-policy': policy(nonce),
  };
  return { headers, body: await page.text() };
}
