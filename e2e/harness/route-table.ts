import { CUSTOMER_ROWS } from './customer-rows';
import { INCIDENTS_WEB, OWN_ACCOUNTS_WEB, PEOPLE_WEB, REPORTS_WEB } from './people-routes';
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
const ACCOUNT_BACK = '303 /staff/sign-in?return=/staff/account';
const CONNECTION = '303 /connections/[id]';
const STAFF_CONNECTION = '303 /staff/connections/[id]';

/** A form of a connection's page that support and up may send. */
const supportForm = (cell: Cell) =>
  form(STAFF_CONNECTION.slice(4), staff(`303 /staff/sign-in${STAFF_BACK}`, ['403', cell, cell, cell]));
/** A form of the page of a bulk act. */
const bulkForm = (cells: readonly [Cell, Cell, Cell, Cell]) =>
  form(
    '/staff/connections/bulk/[id]',
    staff('303 /staff/sign-in?return=/staff/connections/bulk/[id]', cells),
  );
/** A question about a connection that operators and admins are asked. */
const operators = (question: string): Row =>
  staff(`${TO_STAFF_SIGN_IN}${STAFF_BACK}${question}`, [
    '307 /staff/forbidden',
    '307 /staff/forbidden',
    '200',
    '200',
  ]);

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
  // Wise waits for nothing of theirs
  '/connections/[id]/verification': form(
    CONNECTION.slice(4),
    customers(`303 /sign-in${BACK}`, `${CONNECTION}?flash=verification-none`, '404'),
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
  // without a session of the partner's: web/partner-sessions has tests with one
  '/session': page(everybody('410')),
  '/session/return': page(everybody('410')),
  '/session/open': readOnly(everybody('410')),
  '/session/back': readOnly(everybody('303 /dashboard')),
  '/session/visit': readOnly(everybody('303 /dashboard')),
  '/sign-in': page({ ...everybody('200'), owner: '307 /dashboard', stranger: '307 /dashboard' }),
  '/sign-in/email': form('/sign-in', everybody(does('303 /sign-in/check-email'))),
  '/sign-in/check-email': page(everybody('200')),
  '/sign-in/link': page(everybody('307 /sign-in/problem?reason=link')),
  '/sign-in/code': form('/sign-in', everybody('303 /sign-in/check-email?problem=code')),
  '/sign-in/link/confirm': form('/sign-in', everybody('303 /sign-in/problem?reason=link')),
  // customers have no provider, staff no email links: the entry point that is not theirs does not exist
  '/sign-in/oidc': form('/sign-in', everybody('404')),
  '/sign-in/problem': page(everybody('200')),
  '/sign-in/signed-out': page(everybody('200')),
  '/sign-out': form('/dashboard', customers('303 /sign-in/signed-out', does('303 /sign-in/signed-out'))),

  '/staff': page(staff(TO_STAFF_SIGN_IN, alike('200'))),
  '/staff/connections': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/connections`, alike('200'))),
  // without a text of the form, which wants none: nobody but an admin
  '/staff/settings/chat-test': form(
    '/staff/settings',
    staff('303 /staff/sign-in?return=/staff/settings', [
      '403',
      '403',
      '403',
      '303 /staff/settings?flash=refused_target',
    ]),
  ),
  '/staff/settings': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/settings`, alike('200'))),
  '/staff/activity': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/activity`, alike('200'))),
  '/staff/credentials': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/credentials`, alike('200'))),
  ...PEOPLE_WEB,
  ...INCIDENTS_WEB,
  ...REPORTS_WEB,
  ...OWN_ACCOUNTS_WEB,
  '/staff/incidents': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/incidents`, alike('200'))),
  '/staff/incidents/place': form(
    '/staff/incidents',
    staff('303 /staff/sign-in?return=/staff/incidents', [
      '403',
      '403',
      '303 /staff/incidents?flash=reason',
      '303 /staff/incidents?flash=reason',
    ]),
  ),
  // no approval by passkey came with it
  '/staff/incidents/[id]/release': form(
    '/staff/incidents',
    staff('303 /staff/sign-in?return=/staff/incidents', alike('403')),
  ),
  '/staff/webhooks': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/webhooks`, alike('200'))),
  '/staff/webhooks/endpoints': page(
    staff(`${TO_STAFF_SIGN_IN}?return=/staff/webhooks/endpoints`, alike('200')),
  ),
  // the id is a connection's, which names no endpoint: e2e/browser/staff-endpoints.spec.ts has one
  '/staff/webhooks/endpoints/[id]': page(
    staff(`${TO_STAFF_SIGN_IN}?return=/staff/webhooks/endpoints/[id]`, alike('307 /staff/not-found')),
  ),
  '/staff/webhooks/endpoints/[id]/act': form(
    '/staff/webhooks/endpoints/[id]',
    staff('303 /staff/sign-in?return=/staff/webhooks/endpoints/[id]', ['403', '403', '400', '400']),
  ),
  '/staff/connections/views/save': form(
    '/staff/connections',
    staff('303 /staff/sign-in?return=/staff/connections', alike('303 /staff/connections?flash=view-no-name')),
  ),
  '/staff/connections/views/remove': form(
    '/staff/connections',
    staff('303 /staff/sign-in?return=/staff/connections', alike('400')),
  ),
  // without an approval by passkey: e2e/browser/people.spec.ts has one
  '/staff/activity/export': form(
    '/staff/activity',
    staff('303 /staff/sign-in?return=/staff/activity', [
      '403',
      '403',
      '403',
      '303 /staff/activity?flash=days',
    ]),
  ),
  '/staff/connections/export': form(
    '/staff/connections',
    // without an approval by passkey: e2e/browser/staff.spec.ts has one
    staff('303 /staff/sign-in?return=/staff/connections', alike('403')),
  ),
  '/staff/connections/bulk': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/connections/bulk`, alike('200'))),
  // what to do to them is not said
  '/staff/connections/bulk/preview': form(
    '/staff/connections',
    staff('303 /staff/sign-in?return=/staff/connections', alike('400')),
  ),
  // the id is a connection's, which names no list
  '/staff/connections/bulk/[id]': page(
    staff(`${TO_STAFF_SIGN_IN}?return=/staff/connections/bulk/[id]`, alike('307 /staff/not-found')),
  ),
  '/staff/connections/bulk/[id]/start': bulkForm(['403', '403', '400', '400']),
  '/staff/connections/bulk/[id]/control': bulkForm(['403', '403', '400', '400']),
  // no approval by passkey came with it
  '/staff/connections/bulk/[id]/export': bulkForm(alike('403')),
  '/staff/connections/bulk/[id]/approve': bulkForm(['403', '403', '403', '404']),
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
      // without an approval by passkey: e2e/browser/staff.spec.ts has one
      '403',
      '403',
    ]),
  ),
  ...CUSTOMER_ROWS,
  '/staff/account': page(staff(`${TO_STAFF_SIGN_IN}?return=/staff/account`, alike('200'))),
  '/staff/step-up': form('/staff/account', staff('401', alike('400'))),
  // no code, no name, no passkey
  '/staff/account/passkeys/begin': form('/staff/account', staff('401', alike('422'))),
  '/staff/account/passkeys': form('/staff/account', staff(ACCOUNT_BACK, alike('422'))),
  '/staff/account/passkeys/[id]/rename': form('/staff/account', staff(ACCOUNT_BACK, alike('400'))),
  '/staff/account/passkeys/[id]/remove': form('/staff/account', staff(ACCOUNT_BACK, alike('403'))),
  // none of its choices
  '/staff/account/notifications': form('/staff/account', staff(ACCOUNT_BACK, alike('400'))),
  '/staff/account/sign-out-others': form(
    '/staff/account',
    // each is signed in elsewhere by the tests before
    staff(ACCOUNT_BACK, alike(does('303 /staff/account?flash=signed-out-others'))),
  ),
  '/staff/connections/[id]/freeze': page(operators('/freeze')),
  '/staff/connections/[id]/freeze/confirm': form(
    STAFF_CONNECTION.slice(4),
    staff(`303 /staff/sign-in${STAFF_BACK}/freeze`, [
      '403',
      '403',
      does(`${STAFF_CONNECTION}?flash=now-frozen`),
      does(`${STAFF_CONNECTION}?flash=now-frozen`),
    ]),
  ),
  '/staff/connections/[id]/release': page(operators('/release')),
  '/staff/connections/[id]/release/confirm': form(
    STAFF_CONNECTION.slice(4),
    // nothing is frozen
    staff(`303 /staff/sign-in${STAFF_BACK}/release`, [
      '403',
      '403',
      `${STAFF_CONNECTION}?flash=unchanged`,
      `${STAFF_CONNECTION}?flash=unchanged`,
    ]),
  ),
  '/staff/connections/[id]/notes': supportForm(does(`${STAFF_CONNECTION}?flash=note-added`)),
  // no note is named
  '/staff/connections/[id]/notes/withdraw': supportForm('404'),
  // to nobody, whose it is
  '/staff/connections/[id]/owner': supportForm(`${STAFF_CONNECTION}?flash=owner-changed`),
  '/staff/connections/[id]/snooze': supportForm(does(`${STAFF_CONNECTION}?flash=snoozed`)),
  '/staff/connections/[id]/snooze/end': supportForm(`${STAFF_CONNECTION}?flash=snooze-ended`),
  '/staff/connections/[id]/reconnect-link': supportForm(does(`${STAFF_CONNECTION}?flash=link-queued`)),
  '/staff/forbidden': readOnly(everybody('403')),
  '/staff/[...rest]': readOnly(everybody('404')),
  '/staff/sign-in': page(staff('200', alike('307 /staff'))),
  '/staff/sign-in/email': form('/staff/sign-in', everybody('404')),
  '/staff/sign-in/check-email': page(everybody('200')),
  '/staff/sign-in/link': page(everybody('307 /staff/sign-in/problem?reason=link')),
  '/staff/sign-in/code': form('/staff/sign-in', everybody('404')),
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
