import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { contentSecurityPolicy } from '#web/http/csp';
import { keepFlash, takeFlash } from '#web/http/flash';
import { formsTo } from '#web/http/forms-to';
import { METHODS } from '#web/http/methods';
import { isPrefetch } from '#web/http/prefetch';
import { isProbe } from '#web/http/probes';
import { securityHeaders } from '#web/http/security-headers';

/**
 * What holds for every request and every response. Nobody is authorised here: that is the data layer's
 * (proxies of Next were passed by more than once, CVE-2025-29927 and its successors).
 */
export function proxy(request: NextRequest): NextResponse {
  const env = webEnv();
  const nonce = randomBytes(16).toString('base64');
  const { pathname } = request.nextUrl;
  const elsewhere = formsTo(pathname, env);
  const policy = contentSecurityPolicy({
    nonce,
    isDevelopment: env.NODE_ENV === 'development',
    ...(elsewhere === undefined ? {} : { formsTo: elsewhere }),
  });
  const response =
    answerHere(request, new URL(env.APP_URL)) ??
    leadOn(request, env) ??
    pass(request, env, { nonce, policy });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(securityHeaders(env, pathname))) {
    response.headers.set(name, value);
  }
  return response;
}

/** An address that says what a form came to: on to the same without it, which the page then says once. */
function leadOn(request: NextRequest, env: WebEnv): NextResponse | undefined {
  if (!isLook(request)) return undefined;
  const kept = keepFlash(env, request.nextUrl);
  if (kept === undefined) return undefined;
  const location = new URL(kept.to, env.APP_URL).href;
  return new NextResponse(null, {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'set-cookie': kept.cookie },
  });
}

const isLook = ({ method, headers }: NextRequest) => method === 'GET' && !isPrefetch(headers);

/**
 * The page's own code learns nonce, policy, its address and what a form came to from the request; a caller's own values are
 * replaced.
 */
function pass(
  request: NextRequest,
  env: WebEnv,
  { nonce, policy }: { nonce: string; policy: string },
): NextResponse {
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  headers.set('x-page-address', request.nextUrl.pathname + request.nextUrl.search);
  const flash = isLook(request) ? takeFlash(env, request.headers, request.nextUrl.pathname) : undefined;
  headers.set('x-page-flash', flash?.words ?? '');
  const response = NextResponse.next({ request: { headers } });
  if (flash !== undefined) response.headers.append('set-cookie', flash.cookie);
  return response;
}

/** Requests that go no further. */
function answerHere(request: NextRequest, app: URL): NextResponse | undefined {
  const { pathname } = request.nextUrl;
  // A forged Host must not reach anything that builds an address from it. Probes ask by IP, and only for /healthz and /readyz.
  if (request.headers.get('host') !== app.host && !isProbe(pathname)) {
    return new NextResponse(`This app is served at ${app.origin} only.\n`, { status: 421 });
  }
  if (!METHODS.includes(request.method)) {
    return new NextResponse(null, { status: 405, headers: { allow: METHODS.join(', ') } });
  }
  const isIdle = request.method === 'HEAD' || isPrefetch(request.headers);
  if (isIdle && pathname.startsWith('/connect/')) return new NextResponse(null, { status: 204 });
  return undefined;
}
