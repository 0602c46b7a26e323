import { newToken } from '#lib/hash/tokens';
import type { RefusalAnswer } from '#lib/net/http-server';
import type { RefusalStatus } from '#lib/net/request-fault';
import type { WebEnv } from '#web/env/web-env';
import { pageFrame, plainPage } from '#web/http/plain-page';
import { securityHeaders } from '#web/http/security-headers';

type Words = { title: string; paragraphs: readonly string[] };

/** True of every request that is refused here: nothing has read it, a code from Wise or a sign-in's is not spent. */
const NOTHING_DONE =
  'Nothing was changed. If you were coming back from Wise or from signing in, start that again.';

const UNREADABLE: Words = {
  title: 'We can’t read that request',
  paragraphs: [
    'The address is not one of ours, or the request was changed on its way. Check the address, or start from the first page.',
    NOTHING_DONE,
  ],
};

const WORDS: Record<RefusalStatus, Words> = {
  400: UNREADABLE,
  417: UNREADABLE,
  421: UNREADABLE,
  408: {
    title: 'That took too long to arrive',
    paragraphs: ['Your connection may be slow or interrupted. Check it and try again.', NOTHING_DONE],
  },
  413: {
    title: 'That was too large',
    paragraphs: ['The request is larger than anything this site takes.', NOTHING_DONE],
  },
  431: {
    title: 'Your browser sends too many cookies',
    paragraphs: [
      'Cookies of this site and of others under the same domain come with each request, and together they are too large. ' +
        'Delete them in your browser’s settings, or open this site in a private window.',
      NOTHING_DONE,
    ],
  },
};

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
    ...WORDS[status],
    status,
    ...pageFrame(env),
    links: [{ href: '/', text: 'Go to the first page' }],
    nonce,
  });
  const headers = {
    ...Object.fromEntries(page.headers),
    ...securityHeaders(env, '/'),
    'content-security-policy': policy(nonce),
  };
  return { headers, body: await page.text() };
}
