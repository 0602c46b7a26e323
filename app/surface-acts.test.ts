import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { ALLOWED_ROLES } from '#lib/contract/people';

const ROOT = path.resolve(import.meta.dirname, '..');

/** A test that does an act in a real browser: its file, how its title begins, and what it presses. */
type ActTest = { spec: string; test: string; presses: string };

const connection = (presses: string): ActTest => ({
  spec: 'staff-connection.spec.ts',
  test: 'support notes, takes, snoozes and sends a link; an operator freezes and releases',
  presses,
});
const people = (presses: string): ActTest => ({
  spec: 'people.spec.ts',
  test: 'an admin invites, changes a role and lets somebody out',
  presses,
});
const review = (presses: string): ActTest => ({
  spec: 'people.spec.ts',
  test: 'an admin looks at everybody who has access',
  presses,
});
const customer = (presses: string): ActTest => ({
  spec: 'staff-customer.spec.ts',
  test: 'an admin signs a customer out, exports what is kept of them, and erases them',
  presses,
});
const list = (presses: string): ActTest => ({
  spec: 'staff.spec.ts',
  test: 'a view of the list is named, found again, and removed; an export',
  presses,
});
const hold = (presses: string): ActTest => ({
  spec: 'incident.spec.ts',
  test: 'an operator places a hold with a passkey',
  presses,
});

const incident = (presses: string): ActTest => ({
  spec: 'incident.spec.ts',
  test: 'two admins place an incident with their passkeys',
  presses,
});
const steps = (presses: string): ActTest => ({
  spec: 'incident.spec.ts',
  test: 'an admin takes each step of an incident',
  presses,
});
const bulk = (presses: string): ActTest => ({
  spec: 'staff-bulk.spec.ts',
  test: 'an operator freezes the connections that they ticked',
  presses,
});
const longBulk = (presses: string): ActTest => ({
  spec: 'staff-bulk.spec.ts',
  test: 'a longer list waits for a second admin',
  presses,
});

const ownAccounts = (presses: string): ActTest => ({
  spec: 'own-accounts.spec.ts',
  test: 'promise 4: an admin stores, replaces and removes a token of our own account',
  presses,
});
const endpoint = (presses: string): ActTest => ({
  spec: 'staff-endpoints.spec.ts',
  test: 'an operator finds an endpoint that fails',
  presses,
});

/** Each form of the staff's screens, and the browser test that sends it. */
const ACT_TESTS: Readonly<Record<string, ActTest>> = {
  'account/passkeys/begin': people('Add passkey'),
  'account/passkeys': people('Add passkey'),
  'account/passkeys/[id]/rename': people('Rename My passkey'),
  'account/passkeys/[id]/remove': people('Remove Work laptop'),
  'account/notifications': people('What we email you'),
  'account/sign-out-others': people('Sign out everywhere else'),
  'activity/export': review('Export the trail'),
  'connections/[id]/check': {
    spec: 'staff.spec.ts',
    test: 'support checks a connection and reads the result',
    presses: 'Check now',
  },
  'connections/[id]/disconnect/confirm': {
    spec: 'staff.spec.ts',
    test: 'an operator signs in, finds a customer’s connection',
    presses: 'Disconnect for good',
  },
  'connections/[id]/freeze/confirm': connection('Freeze'),
  'connections/[id]/notes': connection('Add note'),
  'connections/[id]/notes/withdraw': connection('Delete your note'),
  'connections/[id]/owner': connection('Take it'),
  'connections/[id]/reconnect-link': connection('Send a reconnect link'),
  'connections/[id]/release/confirm': connection('Release'),
  'connections/[id]/snooze': connection('Snooze'),
  'connections/[id]/snooze/end': connection('End now'),
  'connections/[id]/support-packet': connection('Download for Wise’s support'),
  'connections/bulk/preview': bulk('Preview for the selected rows'),
  'connections/bulk/[id]/start': bulk('Freeze them'),
  'connections/bulk/[id]/export': bulk('Download CSV'),
  'connections/bulk/[id]/control': longBulk('Cancel the rest'),
  'connections/bulk/[id]/approve': longBulk('Approve and start'),
  'connections/export': list('Export'),
  'connections/views/save': list('Save'),
  'connections/views/remove': list('Remove'),
  'credentials/own-accounts/act': ownAccounts('Replace token'),
  'credentials/own-accounts/key': ownAccounts('Store token'),
  'credentials/readiness/export': review('Download as JSON'),
  'customers/[id]/erase/confirm': customer('Erase for good'),
  'customers/[id]/export/download': customer('Download'),
  'customers/[id]/sign-out': customer('Sign out everywhere'),
  'incidents/place': hold('Place hold'),
  'incidents/[id]/release': hold('Release hold'),
  'incidents/ask': incident('Approve with a passkey'),
  'incidents/[id]/step': steps('Start the refresh'),
  'incidents/[id]/wave': steps('releaseWave'),
  'incidents/[id]/close': steps('Close and sign the report'),
  'people/[id]/change': people('Change the role'),
  'people/invite/confirm': people('Invite'),
  'people/review/start': review('Start the review'),
  'people/review/confirm': review('Confirm the ticked people'),
  'people/review/finish': review('Finish the review'),
  'second-approvals/[id]/approve': incident('Approve with a passkey'),
  'second-approvals/[id]/refuse': incident('Refuse'),
  'settings/chat-test': review('Send a test message'),
  'step-up': people('Invite'),
  'webhooks/endpoints/[id]/act': endpoint('Send test event'),
};

type Act = keyof typeof ALLOWED_ROLES;

/** Where each right of staff is used: forms of the table above, or screens that only look. */
const ACTS: Readonly<Record<Act, readonly string[] | 'looks'>> = {
  view: 'looks',
  view_audit_people: 'looks',
  check: ['connections/[id]/check'],
  note: ['connections/[id]/notes', 'connections/[id]/notes/withdraw'],
  assign: ['connections/[id]/owner'],
  snooze: ['connections/[id]/snooze', 'connections/[id]/snooze/end'],
  send_link: ['connections/[id]/reconnect-link'],
  freeze: ['connections/[id]/freeze/confirm'],
  release: ['connections/[id]/release/confirm'],
  disconnect: ['connections/[id]/disconnect/confirm'],
  bulk_act: ['connections/bulk/preview', 'connections/bulk/[id]/start', 'connections/bulk/[id]/control'],
  approve_bulk_act: ['connections/bulk/[id]/approve'],
  place_hold: ['incidents/place'],
  release_hold: ['incidents/[id]/release'],
  run_incident: ['incidents/ask', 'incidents/[id]/step', 'incidents/[id]/wave', 'incidents/[id]/close'],
  sign_customer_out: ['customers/[id]/sign-out'],
  export_connections: ['connections/export'],
  export_customer: ['customers/[id]/export/download'],
  erase_customer: ['customers/[id]/erase/confirm'],
  test_chat: ['settings/chat-test'],
  manage_events: ['webhooks/endpoints/[id]/act'],
  manage_personal_tokens: ['credentials/own-accounts/act', 'credentials/own-accounts/key'],
  manageStaff: ['people/[id]/change', 'people/invite/confirm', 'people/review/start'],
  export_audit: ['activity/export'],
};

const SCREENS = path.join(ROOT, 'app/staff/(screens)');

const forms = readdirSync(SCREENS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('/route.ts'))
  .filter((file) =>
    /^export (?:async )?(?:function|const) POST\b/m.test(readFileSync(path.join(SCREENS, file), 'utf8')),
  )
  .map((file) => file.slice(0, -'/route.ts'.length));

/** The source of a test, from its title to the next one. */
function sourceOf(spec: string, title: string): string | undefined {
  const source = readFileSync(path.join(ROOT, 'e2e/browser', spec), 'utf8');
  return source.split(/^(?=test\()/m).find((part) => part.startsWith(`test('${title}`));
}

it('each form of the staff’s screens is sent by a browser test', () => {
  expect(forms.length).toBeGreaterThan(25);
  expect(forms.filter((form) => !(form in ACT_TESTS))).toEqual([]);
  expect(
    Object.keys(ACT_TESTS).filter((form) => !forms.includes(form)),
    'rows of no form',
  ).toEqual([]);
});

it.each(Object.entries(ACT_TESTS))('%s: its test is there, and presses it', (_, { spec, test, presses }) => {
  const source = sourceOf(spec, test);
  expect(source, `${spec}: ${test}`).toBeDefined();
  expect(source).toContain(presses);
});

it('each right of staff leads to forms of the table', () => {
  const named = Object.values(ACTS).flatMap((routes) => (routes === 'looks' ? [] : routes));
  expect(named.filter((route) => !(route in ACT_TESTS))).toEqual([]);
  expect(Object.entries(ACTS).filter(([, routes]) => routes.length === 0)).toEqual([]);
});
