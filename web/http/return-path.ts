import type { Audience } from '#lib/contract/people';
import { UUID_PATTERN } from '#lib/text/uuid';

const ALLOWED: Record<Audience, readonly RegExp[]> = {
  customer: [
    /^\/dashboard$/,
    /^\/connections\/earlier$/,
    /^\/your-data$/,
    new RegExp(`^/connections/${UUID_PATTERN}(?:/disconnect)?$`),
    new RegExp(`^/approve/${UUID_PATTERN}$`),
    /^\/connect\/(?:sandbox|production)$/,
    new RegExp(`^/connect/(?:sandbox|production)/attempts/${UUID_PATTERN}$`),
  ],
  staff: [
    /^\/staff$/,
    /^\/staff\/(?:connections|customers|activity|webhooks|credentials|people|incidents|settings|account)$/,
    /^\/staff\/credentials\/readiness$/,
    new RegExp(`^/staff/connections/${UUID_PATTERN}(?:/(?:disconnect|freeze|release))?$`),
    /^\/staff\/customers$/,
    /^\/staff\/connections\/bulk$/,
    new RegExp(`^/staff/connections/bulk/${UUID_PATTERN}$`),
    /^\/staff\/credentials\/own-accounts$/,
    /^\/staff\/people\/(?:invite|review)$/,
    /^\/staff\/incidents\/(?:new|exposure)$/,
    new RegExp(`^/staff/incidents/${UUID_PATTERN}(?:/report)?$`),
    new RegExp(`^/staff/second-approvals/${UUID_PATTERN}$`),
    new RegExp(`^/staff/people/${UUID_PATTERN}$`),
    new RegExp(`^/staff/webhooks/endpoints(?:/${UUID_PATTERN})?$`),
    new RegExp(`^/staff/customers/${UUID_PATTERN}(?:/erase|/export)?$`),
  ],
};

const HOME: Record<Audience, string> = { customer: '/dashboard', staff: '/staff' };

const SIGN_IN: Record<Audience, string> = { customer: '/sign-in', staff: '/staff/sign-in' };

/** The pages and forms of an audience's sign-in, all under its sign-in page. */
export function signInPaths(audience: Audience) {
  const base = SIGN_IN[audience];
  return {
    page: base,
    oidc: `${base}/oidc`,
    email: `${base}/email`,
    checkEmail: `${base}/check-email`,
    link: `${base}/link`,
    useLink: `${base}/link/confirm`,
    code: `${base}/code`,
    problem: `${base}/problem`,
    signedOut: `${base}/signed-out`,
  };
}

/**
 * Where to go after a sign-in. Only whole paths of a short list pass, without query or fragment: no
 * parsing means nothing to confuse a parser with (open redirects by `//`, `\`, `@`, encodings, …).
 */
export function returnPath(audience: Audience, candidate: unknown): string {
  if (typeof candidate !== 'string') return HOME[audience];
  return ALLOWED[audience].some((allowed) => allowed.test(candidate)) ? candidate : HOME[audience];
}

/** Where a mailed code is typed; it knows where to go on to, and whether the last one was wrong. */
export function checkEmailPath(audience: Audience, returnTo?: string, problem?: 'code'): string {
  const query = new URLSearchParams();
  const path = returnPath(audience, returnTo);
  if (path !== HOME[audience]) query.set('return', path);
  if (problem !== undefined) query.set('problem', problem);
  const page = `${SIGN_IN[audience]}/check-email`;
  return query.size === 0 ? page : `${page}?${query}`;
}

/** The sign-in page of an audience, coming back to `returnTo`; `again` when the sign-in is too old for an act. */
export function signInPath(audience: Audience, returnTo?: string, again = false): string {
  const query = new URLSearchParams();
  const path = returnPath(audience, returnTo);
  if (path !== HOME[audience]) query.set('return', path);
  if (again) query.set('again', '1');
  return query.size === 0 ? SIGN_IN[audience] : `${SIGN_IN[audience]}?${query}`;
}
