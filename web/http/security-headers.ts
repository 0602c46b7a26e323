import { hasSecureCookies, type WebEnv } from '#web/env/web-env';

const TWO_YEARS_SECONDS = 63_072_000;

/** Paths whose content is the same for everybody; all others are personal and never stored. */
const SHARED_CONTENT =
  /^\/(?:(?:_next\/static|brand)\/|(?:favicon\.ico|icon-192\.png|icon-512\.png|apple-touch-icon\.png|robots\.txt|site\.webmanifest|\.well-known\/security\.txt)$)/;

/**
 * Who may keep a handle on our windows: nobody, but for an approval in a popup. Wise's page tells how it ended to the window
 * that opened it (docs/wise.md 11), which `same-origin` would cut off; the page that takes the popup there must have no policy
 * of its own, or the browser would part the two when it leaves for Wise (HTML §7.1.3).
 */
function openerPolicy(pathname: string): string {
  // a popup of the partner's tells its opener how it went, to the partner's own origin alone (design 4.22)
  if (/^\/session(?:\/return)?$|^\/connect\/[a-z]+\/callback$/.test(pathname)) return 'unsafe-none';
  if (!pathname.startsWith('/approve/')) return 'same-origin';
  return /\/start\/[a-z]+$/.test(pathname) ? 'unsafe-none' : 'same-origin-allow-popups';
}

/** The headers of every response, whatever it answers; the policy is made per response (csp.ts). */
export function securityHeaders(env: Pick<WebEnv, 'APP_URL'>, pathname: string): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow',
    // An address under /connect/ once carried a code; nothing of it goes to the next host.
    'referrer-policy': /^\/(?:connect|session)(?:\/|$)/.test(pathname)
      ? 'no-referrer'
      : 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': openerPolicy(pathname),
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    ...(hasSecureCookies(env)
      ? { 'strict-transport-security': `max-age=${TWO_YEARS_SECONDS}; includeSubDomains` }
      : {}),
    ...(SHARED_CONTENT.test(pathname) ? {} : { 'cache-control': 'no-store' }),
  };
}
