import { CUSTOMER_ROWS } from './customer-rows';
import {
  alike,
  type Cell,
  customers,
  does,
  everybody,
  form,
  page,
  type Row,
  readOnly,
  staff,
  TO_STAFF_SIGN_IN,
} from './route-cells';

export { ROLES, type Role } from './route-cells';
export type { Cell };

const TO_SIGN_IN = '307 /sign-in';
/** Signing in leads back to the connection that was asked for. */
const BACK = '?return=/connections/[id]';
/** Signing in leads to the page with one button that goes on to Wise. */
const CONTINUE = '?return=/connect/sandbox';
const STAFF_BACK = '?return=/staff/connections/[id]';
const CONNECTION = '303 /connections/[id]';
const STAFF_CONNECTION = '303 /staff/connections/[id]';

/**
 * Every address of the web, as Next's build manifest names it, × method × role. HEAD follows from GET; every other
 * method is 405 for everybody.
 */
export const WEB: Readonly<Record<string, { GET: Row; POST: Row }>> = {
  '/': page(everybody('307 /dashboard')),
  '/dashboard': page(customers(TO_SIGN_IN, '200')),
  '/connections/earlier': page(customers(`${TO_SIGN_IN}?return=/connections/earlier`, '200')),
  '/connections/[id]': page(customers(TO_SIGN_IN + BACK, '200', '307 /not-found')),
  '/connections/[id]/check': form(
    CONNECTION.slice(4),
    customers(`303 /sign-in${BACK}`, does(`${CONNECTION}?flash=checked`), '404'),
  ),
  // an address typed leads to the question, and so does signing in
  '/connections/[id]/disconnect': form(
    '/connections/[id]?confirm=disconnect',
    customers(`303 /sign-in${BACK}/disconnect`, does(CONNECTION), '404'),
  ),
  // the id is a connection's, which names no approval: e2e/browser/approve.spec.ts has one
  '/approve/[id]': page(customers(`${TO_SIGN_IN}?return=/approve/[id]`, '307 /not-found')),
  '/approve/[id]/start/[environment]': form(
    '/approve/[id]',
    customers('303 /sign-in?return=/approve/[id]', '404'),
  ),
  '/connect/[environment]': page(customers(`${TO_SIGN_IN}${CONTINUE}`, '200')),
  '/connect/[environment]/start': form('/dashboard', customers(`303 /sign-in${CONTINUE}`, does('200'))),
  '/connect/[environment]/callback': readOnly(everybody('303 /connect/sandbox/attempts/not-yours-…')),
  '/connect/[environment]/attempts/[id]': page(
    customers(`${TO_SIGN_IN}?return=/connect/sandbox/attempts/[id]`, '200', '307 /not-found'),
  ),
  '/sign-in': page({ ...everybody('200'), owner: '307 /dashboard', stranger: '307 /dashboard' }),
  '/sign-in/email': form('/sign-in', everybody(does('303 /sign-in/check-email'))),
  '/sign-in/check-email': page(everybody('200')),
  '/sign-in/link': page(everybody('307 /sign-in/problem?reason=link')),
  '/sign-in/link/confirm': form('/sign-in', everybody('303 /sign-in/problem?reason=link')),
  // customers have no provider, staff no email links: the entry point that is not theirs does not exist
  '/sign-in/oidc': form('/sign-in', everybody('404')),
  '/sign-in/problem': page(everybody('200')),
  '/sign-in/signed-out': page(everybody('200')),
  '/sign-out': form('/dashboard', customers('303 /sign-in/signed-out', does('303 /sign-in/signed-out'))),

  '/staff': page(staff(TO_STAFF_SIGN_IN, alike('200'))),
  '/staff/connections': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/connections`, alike('200'))),
  '/staff/settings': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/settings`, alike('200'))),
  '/staff/activity': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/activity`, alike('200'))),
  '/staff/credentials': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/credentials`, alike('200'))),
  '/staff/people': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/people`, alike('200'))),
  '/staff/people/[id]': page(
    staff(`${TO_STAFF_SIGN_IN}?return=/staff/people/[id]`, alike('307 /staff/not-found')),
  ),
  '/staff/webhooks': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/webhooks`, alike('200'))),
  '/staff/connections/views/save': form(
    '/staff/connections',
    staff('303 /staff/sign-in?return=/staff/connections', alike('303 /staff/connections?flash=view-no-name')),
  ),
  '/staff/connections/views/remove': form(
    '/staff/connections',
    staff('303 /staff/sign-in?return=/staff/connections', alike('400')),
  ),
  '/staff/connections/export': form(
    '/staff/connections',
    staff('303 /staff/sign-in?return=/staff/connections', ['403', '403', does('200'), does('200')]),
  ),
  '/staff/connections/[id]': page(staff(TO_STAFF_SIGN_IN + STAFF_BACK, alike('200'))),
  '/staff/connections/[id]/check': form(
    STAFF_CONNECTION.slice(4),
    staff(`303 /staff/sign-in${STAFF_BACK}`, [
      '403',
      does(`${STAFF_CONNECTION}?flash=healthy`),
      does(`${STAFF_CONNECTION}?flash=healthy`),
      does(`${STAFF_CONNECTION}?flash=healthy`),
    ]),
  ),
  '/staff/connections/[id]/disconnect': page(
    staff(`${TO_STAFF_SIGN_IN}${STAFF_BACK}/disconnect`, [
      '307 /staff/forbidden',
      '307 /staff/forbidden',
      '200',
      '200',
    ]),
  ),
  '/staff/connections/[id]/disconnect/confirm': form(
    STAFF_CONNECTION.slice(4),
    staff(`303 /staff/sign-in${STAFF_BACK}/disconnect`, [
      '403',
      '403',
      does(STAFF_CONNECTION),
      does(STAFF_CONNECTION),
    ]),
  ),
  ...CUSTOMER_ROWS,
  '/staff/forbidden': readOnly(everybody('403')),
  '/staff/[...rest]': readOnly(everybody('404')),
  '/staff/sign-in': page(staff('200', alike('307 /staff'))),
  '/staff/sign-in/email': form('/staff/sign-in', everybody('404')),
  '/staff/sign-in/check-email': page(everybody('200')),
  '/staff/sign-in/link': page(everybody('307 /staff/sign-in/problem?reason=link')),
  '/staff/sign-in/link/confirm': form('/staff/sign-in', everybody('404')),
  // the page that leads to the provider: the login transaction is the browser's alone, in a cookie
  '/staff/sign-in/oidc': form('/staff/sign-in', everybody('200')),
  '/staff/sign-in/problem': page(everybody('200')),
  '/staff/sign-in/signed-out': page(everybody('200')),
  '/staff/sign-out': form(
    '/staff',
    staff('303 /staff/sign-in/signed-out', alike(does('303 /staff/sign-in/signed-out'))),
  ),

  '/api/health': readOnly(everybody('200')),
  '/healthz': readOnly(everybody('200')),
  '/readyz': readOnly(everybody('200')),
  // the one address of next-auth there is; HEAD of it is 204
  '/api/auth/[...nextauth]': {
    GET: everybody('303 /staff/sign-in/problem?reason=expired'),
    POST: everybody('404'),
  },
  '/dev/sign-in': page(everybody('404')),
  '/unavailable': readOnly(everybody('503')),
  '/brand/icon.svg': readOnly(everybody('200')),
  '/brand/logo': readOnly(everybody('404')),
  '/brand/theme.css': readOnly(everybody('200')),
  '/site.webmanifest': readOnly(everybody('200')),
  '/.well-known/security.txt': readOnly(everybody('200')),
  // Next's own two, which it builds as pages: one says 404, the other is refused before Next sees it
  '/_not-found': page(everybody('404')),
  '/_global-error': page(everybody('400')),
};

/** Addresses that are the same for everybody and may be kept by a cache; all others are personal. */
export const SHARED = /^\/(brand\/|site\.webmanifest$|\.well-known\/security\.txt$)/;

/** Who asks the vault, by the key that is shown. */
export const KEYS = ['none', 'wrong', 'revoked API key', 'API key', 'internal key'] as const;
export type KeyKind = (typeof KEYS)[number];

const byKey = (cells: Partial<Record<KeyKind, string>>): Readonly<Record<KeyKind, string>> => ({
  none: '401',
  wrong: '401',
  'revoked API key': '401',
  'API key': '401',
  'internal key': '401',
  ...cells,
});
const anyKey = byKey(Object.fromEntries(KEYS.map((kind) => [kind, '200'])));

/** The vault's entry points by the key alone; for the internal ones the body is empty, so a right key gets 400 at best. */
export const VAULT: Readonly<Record<string, Readonly<Record<KeyKind, string>>>> = {
  'GET /v1/health': anyKey,
  'GET /healthz': anyKey,
  'GET /readyz': anyKey,
  'GET /v1/openapi.json': anyKey,
  'GET /v1/docs': anyKey,
  'GET /v1/docs/style.css': anyKey,
  'GET /v1/events': byKey({ 'API key': '200' }),
  'GET /v1/connections': byKey({ 'API key': '200' }),
  'GET /v1/connections/:id': byKey({ 'API key': '200' }),
  'GET /v1/connections/:id/access-token': byKey({ 'API key': '200' }),
  // without an environment
  'GET /v1/application-token': byKey({ 'API key': '400' }),
  'POST /v1/connections/:id/access-token/rejections': byKey({ 'API key': '400' }),
  // `:environment` as it stands is none
  'DELETE /v1/application/:environment/wise/*': byKey({ 'API key': '404' }),
  'GET /v1/application/:environment/wise/*': byKey({ 'API key': '404' }),
  'PATCH /v1/application/:environment/wise/*': byKey({ 'API key': '404' }),
  'POST /v1/application/:environment/wise/*': byKey({ 'API key': '404' }),
  'PUT /v1/application/:environment/wise/*': byKey({ 'API key': '404' }),
  // `*` as it stands is no path of Wise's
  'DELETE /v1/connections/:id/wise/*': byKey({ 'API key': '400' }),
  'GET /v1/connections/:id/wise/*': byKey({ 'API key': '400' }),
  'PATCH /v1/connections/:id/wise/*': byKey({ 'API key': '400' }),
  'POST /v1/connections/:id/wise/*': byKey({ 'API key': '400' }),
  'PUT /v1/connections/:id/wise/*': byKey({ 'API key': '400' }),
  'GET /v1/sca-challenges/:id': byKey({ 'API key': '404' }),
  'POST /v1/sca-challenges/:id/phone-code': byKey({ 'API key': '400' }),
  'POST /v1/sca-challenges/:id/factors': byKey({ 'API key': '400' }),
  'POST /v1/connections/:id/sca-session': byKey({ 'API key': '200' }),
  'POST /v1/connections/:id/sca-factors': byKey({ 'API key': '400' }),
  'POST /v1/customers/:id/wise-user': byKey({ 'API key': '400' }),
  'GET /v1/customers/:id/wise-user': byKey({ 'API key': '400' }),
  'POST /v1/customers/:id/wise-user/claim-link': byKey({ 'API key': '400' }),
  'GET /internal/health': byKey({ 'internal key': '200' }),
  'GET /internal/ready': byKey({ 'internal key': '200' }),
  'POST /internal/exchanges': byKey({ 'internal key': '400' }),
  'POST /internal/approvals/:id/look': byKey({ 'internal key': '400' }),
  'POST /internal/approvals/:id/hand-out': byKey({ 'internal key': '400' }),
  'POST /internal/staff-acts': byKey({ 'internal key': '400' }),
  'POST /internal/access-reviews': byKey({ 'internal key': '400' }),
  'POST /internal/inventory': byKey({ 'internal key': '400' }),
  'POST /internal/wise-users/take-over': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/check': byKey({ 'internal key': '400' }),
  'POST /internal/connections/exports': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/freeze': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/release': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/reconnect-link': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/notes': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/notes/withdraw': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/owner': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/snooze': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/snooze/end': byKey({ 'internal key': '400' }),
  'POST /internal/customers/:id/export': byKey({ 'internal key': '400' }),
  'POST /internal/customers/:id/erase': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/disconnect': byKey({ 'internal key': '400' }),
};

/** What staff alone do, in the order of their roles: to customers, also the owner, it is forbidden. */
const ofStaff = (cells: readonly [Cell, Cell, Cell, Cell]): Row => ({
  ...staff('403', cells),
  anonymous: '400',
});

/** The internal entry points with the right key, by the session that is passed on; a person's right is decided here again. */
export const VAULT_ACTS: Readonly<Record<string, Row>> = {
  'POST /internal/approvals/:id/look': { ...staff('404', alike('403')), anonymous: '400' },
  'POST /internal/approvals/:id/hand-out': { ...staff('404', alike('403')), anonymous: '400' },
  'POST /internal/exchanges': { ...staff('404', alike('403')), anonymous: '400' },
  'POST /internal/staff-acts': everybody('400'),
  'POST /internal/access-reviews': everybody('400'),
  'POST /internal/inventory': { ...staff('403', alike('200')), anonymous: '400' },
  'POST /internal/wise-users/take-over': { ...staff('200', alike('403')), anonymous: '400' },
  'POST /internal/connections/:id/check': {
    ...staff('404', ['403', does('200'), does('200'), does('200')]),
    anonymous: '400',
    owner: does('200'),
  },
  'POST /internal/connections/exports': {
    ...staff('403', ['403', '403', does('200'), does('200')]),
    anonymous: '400',
  },
  'POST /internal/connections/:id/freeze': ofStaff(['403', '403', does('200'), does('200')]),
  // nothing is frozen: answered, and nothing changes
  'POST /internal/connections/:id/release': ofStaff(['403', '403', '200', '200']),
  'POST /internal/connections/:id/reconnect-link': ofStaff(['403', does('200'), does('200'), does('200')]),
  'POST /internal/connections/:id/notes': ofStaff(['403', does('200'), does('200'), does('200')]),
  'POST /internal/connections/:id/notes/withdraw': ofStaff(['403', '200', '200', '200']),
  // to nobody, whose it is
  'POST /internal/connections/:id/owner': ofStaff(['403', '200', '200', '200']),
  'POST /internal/connections/:id/snooze': ofStaff(['403', does('200'), does('200'), does('200')]),
  'POST /internal/connections/:id/snooze/end': ofStaff(['403', '200', '200', '200']),
  // of a customer who has nothing
  'POST /internal/customers/:id/export': ofStaff(['403', '403', '403', '200']),
  'POST /internal/customers/:id/erase': ofStaff(['403', '403', '403', '200']),
  'POST /internal/connections/:id/disconnect': {
    ...staff('404', ['403', '403', does('200'), does('200')]),
    anonymous: '400',
    owner: does('200'),
  },
};
