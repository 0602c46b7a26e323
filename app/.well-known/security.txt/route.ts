import { webEnv } from '#web/env/web-env';

/** RFC 9116 §2.5.5 recommends less than a year; an address that is no longer served expires with its last copy. */
const VALID_DAYS = 90;

/** Where to report a security problem of this deployment (RFC 9116). 404 without SECURITY_CONTACT. */
export function GET(): Response {
  const { APP_URL, SECURITY_CONTACT } = webEnv();
  if (SECURITY_CONTACT === undefined) return new Response(null, { status: 404 });
  const fields = [
    `Contact: ${SECURITY_CONTACT}`,
    `Expires: ${expiry(new Date())}`,
    'Preferred-Languages: en',
    `Canonical: ${APP_URL}/.well-known/security.txt`,
  ];
  return new Response(`${fields.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=300' },
  });
}

function expiry(now: Date): string {
  const expires = new Date(now);
  expires.setUTCDate(expires.getUTCDate() + VALID_DAYS);
  expires.setUTCHours(0, 0, 0, 0);
  return expires.toISOString().replace('.000', '');
}
