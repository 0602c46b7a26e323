import { alike, type Cell, does, everybody, type Row, staff } from './route-cells';

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
  'POST /v1/event-endpoints': byKey({ 'API key': '400' }),
  'GET /v1/event-endpoints': byKey({ 'API key': '200' }),
  'DELETE /v1/event-endpoints/:id': byKey({ 'API key': '404' }),
  'POST /v1/event-endpoints/:id/enable': byKey({ 'API key': '404' }),
  'POST /v1/event-endpoints/:id/disable': byKey({ 'API key': '404' }),
  'POST /v1/event-endpoints/:id/test': byKey({ 'API key': '404' }),
  'POST /v1/event-endpoints/:id/rotate-secret': byKey({ 'API key': '404' }),
  'POST /v1/event-endpoints/:id/replay': byKey({ 'API key': '400' }),
  'GET /v1/event-endpoints/:id/deliveries': byKey({ 'API key': '404' }),
  'GET /v1/wise-events': byKey({ 'API key': '200' }),
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
  'POST /v1/connect-sessions': byKey({ 'API key': '400' }),
  'GET /v1/connect-sessions/:id': byKey({ 'API key': '404' }),
  'POST /v1/connect-sessions/:id/complete': byKey({ 'API key': '400' }),
  'POST /v1/portal-sessions': byKey({ 'API key': '400' }),
  'POST /v1/portal-sessions/:id/complete': byKey({ 'API key': '400' }),
  'POST /v1/portal-sessions/:id/end': byKey({ 'API key': '404' }),
  'GET /internal/health': byKey({ 'internal key': '200' }),
  'GET /internal/ready': byKey({ 'internal key': '200' }),
  'POST /internal/holds': byKey({ 'internal key': '400' }),
  'POST /internal/event-endpoints/acts': byKey({ 'internal key': '400' }),
  'POST /internal/bulk-acts': byKey({ 'internal key': '400' }),
  'POST /internal/bulk-acts/acts': byKey({ 'internal key': '400' }),
  'POST /internal/bulk-acts/:id/connections': byKey({ 'internal key': '400' }),
  'POST /internal/incidents': byKey({ 'internal key': '400' }),
  'POST /internal/incidents/dry-run': byKey({ 'internal key': '400' }),
  'POST /internal/incidents/act': byKey({ 'internal key': '400' }),
  'POST /internal/incidents/:id/step': byKey({ 'internal key': '400' }),
  'POST /internal/second-approvals/:id/approve': byKey({ 'internal key': '400' }),
  'POST /internal/second-approvals/:id/refuse': byKey({ 'internal key': '400' }),
  'POST /internal/exchanges': byKey({ 'internal key': '400' }),
  'POST /internal/approvals/:id/look': byKey({ 'internal key': '400' }),
  'POST /internal/approvals/:id/hand-out': byKey({ 'internal key': '400' }),
  'POST /internal/staff-acts': byKey({ 'internal key': '400' }),
  'POST /internal/access-reviews': byKey({ 'internal key': '400' }),
  'POST /internal/inventory': byKey({ 'internal key': '400' }),
  'POST /internal/step-ups': byKey({ 'internal key': '400' }),
  'POST /internal/passkeys/begin': byKey({ 'internal key': '400' }),
  'POST /internal/passkeys': byKey({ 'internal key': '400' }),
  'POST /internal/passkeys/:id/rename': byKey({ 'internal key': '400' }),
  'POST /internal/passkeys/:id/remove': byKey({ 'internal key': '400' }),
  'POST /internal/passkey-codes': byKey({ 'internal key': '400' }),
  'POST /internal/wise-users/take-over': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/check': byKey({ 'internal key': '400' }),
  'POST /internal/connections/:id/verification-page': byKey({ 'internal key': '400' }),
  'POST /internal/audit/exports': byKey({ 'internal key': '400' }),
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
  'POST /internal/audit/exports': everybody('400'),
  'POST /internal/access-reviews': everybody('400'),
  'POST /internal/holds': everybody('400'),
  'POST /internal/event-endpoints/acts': everybody('400'),
  'POST /internal/bulk-acts': everybody('400'),
  'POST /internal/bulk-acts/acts': everybody('400'),
  'POST /internal/bulk-acts/:id/connections': everybody('400'),
  'POST /internal/incidents': everybody('400'),
  'POST /internal/incidents/dry-run': everybody('400'),
  'POST /internal/incidents/act': everybody('400'),
  'POST /internal/incidents/:id/step': everybody('400'),
  // nothing waits under this id
  'POST /internal/second-approvals/:id/approve': { ...staff('403', alike('200')), anonymous: '400' },
  'POST /internal/second-approvals/:id/refuse': { ...staff('403', alike('200')), anonymous: '400' },
  'POST /internal/inventory': { ...staff('403', alike('200')), anonymous: '400' },
  'POST /internal/wise-users/take-over': { ...staff('200', alike('403')), anonymous: '400' },
  'POST /internal/connections/:id/check': {
    ...staff('404', ['403', does('200'), does('200'), does('200')]),
    anonymous: '400',
    owner: does('200'),
  },
  // the owner has nothing to finish at Wise
  'POST /internal/connections/:id/verification-page': {
    ...staff('404', alike('403')),
    anonymous: '400',
    owner: '409',
  },
  'POST /internal/connections/exports': {
    // staff without an approval by passkey
    ...staff('403', alike('403')),
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
  // without an approval by passkey
  'POST /internal/customers/:id/export': ofStaff(alike('403')),
  'POST /internal/customers/:id/erase': ofStaff(alike('403')),
  'POST /internal/connections/:id/disconnect': {
    // staff without an approval by passkey
    ...staff('404', alike('403')),
    anonymous: '400',
    owner: does('200'),
  },
  'POST /internal/step-ups': ofStaff(['403', '403', '200', '200']),
  'POST /internal/passkeys/begin': ofStaff(alike('422')),
  'POST /internal/passkeys/:id/rename': ofStaff(alike('404')),
  'POST /internal/passkeys/:id/remove': ofStaff(alike('403')),
  'POST /internal/passkey-codes': ofStaff(alike('403')),
};
