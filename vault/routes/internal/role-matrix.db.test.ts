import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { ALLOWED_ROLES, STAFF_ROLES, type StaffRole } from '#lib/contract/people';
import {
  STEP_UP_RIGHTS,
  type StepUpAct,
  type StepUpActInput,
  type StepUpOnTheWire,
} from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { startVault, type Vault } from '#vault/server';
import { beginStepUp } from '#vault/step-up/begin';
import { type ActRequest, type Opened, STEP_UP_REQUESTS, type World } from '#vault/testing/act-requests';
import { askVault } from '#vault/testing/ask-vault';
import { SoftwareAuthenticator } from '#vault/testing/authenticator';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { INTERNAL_ROUTES, OF_CUSTOMERS_ALONE } from '#vault/testing/internal-routes';
import { PLAIN_REQUESTS } from '#vault/testing/plain-act-requests';
import { approve, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { TWO_PERSON_ACTS, type Waiting } from '#vault/testing/two-person-acts';

const KEY = new Secret('an internal key of more than 32 characters');
type Right = keyof typeof ALLOWED_ROLES;

let harness: Harness;
let vault: Vault;
let world: World;
/** Whose role changes with a test. */
let person: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env({ BULK_SECOND_PERSON_ABOVE: '1' }), {
    deadlines: { ...UNHURRIED, loopMs: 60_000 },
  });
  const maker = await newStaffWithPasskey(harness, 'admin');
  world = { harness, vault: vault.ctx, maker };
  person = await newStaffWithPasskey(harness, 'admin');
  // older than whatever waits for a second person
  await harness.owner.query(`UPDATE vault.passkeys SET created_at = created_at - interval '1 day'`);
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const become = (role: StaffRole, who = person) =>
  harness.owner.query('UPDATE staff SET role = $2::staff_role, disabled_at = NULL WHERE id = $1', [
    who.id,
    role,
  ]);
const disable = () => harness.owner.query('UPDATE staff SET disabled_at = now() WHERE id = $1', [person.id]);

const ask = (session: SessionClaim, opened: Opened, stepUp?: StepUpOnTheWire) =>
  askVault({ url: vault.internalUrl, key: KEY }, session, opened, stepUp);

/** Does it, approved by this person where it wants that. */
async function carryOut(opened: Opened, by = person): Promise<string> {
  return ask(by.session, opened, opened.act && (await approve(vault.ctx, by, opened.act)));
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => (error instanceof AppError ? error.code : String(error)),
  );

const rolesOf = (right: Right | 'own'): readonly StaffRole[] =>
  right === 'own' ? STAFF_ROLES : ALLOWED_ROLES[right];

/** What each cell of a right should say. */
function expected(right: Right | 'own', done: string): Record<string, string> {
  const allowed = rolesOf(right);
  return Object.fromEntries([
    ...STAFF_ROLES.map((role) => [role, allowed.includes(role) ? done : 'FORBIDDEN']),
    ...STAFF_ROLES.filter((role) => !allowed.includes(role)).map((role) => [
      `demoted to ${role} a moment ago`,
      'FORBIDDEN',
    ]),
    ['disabled a moment ago', 'NOT_SIGNED_IN'],
  ]);
}

/** A role that may, of those the least. */
const leastOf = (right: Right | 'own'): StaffRole => rolesOf(right)[0] ?? 'admin';

async function cellsOf(right: Right | 'own', { open }: ActRequest): Promise<Record<string, string>> {
  const cells: Record<string, string> = {};
  const allowed = rolesOf(right);
  for (const role of STAFF_ROLES) {
    await become(role);
    const opened = await open(world, person);
    if (allowed.includes(role)) {
      cells[role] = await carryOut(opened);
      continue;
    }
    // what an admin approved helps nobody else
    const stepUp = opened.act && (await approve(vault.ctx, world.maker, opened.act));
    cells[role] = await ask(person.session, opened, stepUp);
    if (opened.act === undefined) continue;
    const [act, { session }] = [opened.act as StepUpAct, person];
    expect(await codeOf(beginStepUp(vault.ctx, { session, act })), `${role} begins`).toBe('FORBIDDEN');
  }
  await become(leastOf(right));
  const opened = await open(world, person);
  const approved = () => opened.act && approve(vault.ctx, person, opened.act);
  for (const role of STAFF_ROLES.filter((each) => !allowed.includes(each))) {
    await become(leastOf(right));
    const stepUp = await approved();
    await become(role);
    cells[`demoted to ${role} a moment ago`] = await ask(person.session, opened, stepUp);
  }
  await become(leastOf(right));
  const stepUp = await approved();
  await disable();
  cells['disabled a moment ago'] = await ask(person.session, opened, stepUp);
  return cells;
}

describe('threat 26: each act of staff, by role, at the vault itself', () => {
  it.each(Object.entries(STEP_UP_REQUESTS))('%s', async (name, request) => {
    const right = STEP_UP_RIGHTS[name as StepUpAct['act']];
    expect(await cellsOf(right, request)).toEqual(expected(right, request.done));
  });

  const plain = Object.entries(PLAIN_REQUESTS).flatMap(([right, requests]) =>
    Object.entries(requests).map(([name, request]): [string, Right, ActRequest] => [
      name,
      right as Right,
      request,
    ]),
  );
  it.each(plain)('%s', async (_name, right, request) => {
    expect(await cellsOf(right, request)).toEqual(expected(right, request.done));
  });

  it('every right has an act here, and every route of staff a cell', async () => {
    const rights = new Set<string>([
      ...Object.values(STEP_UP_RIGHTS),
      ...Object.keys(PLAIN_REQUESTS),
      // of two people: below
      'approve_bulk_act',
      // web's own, in its tests: web/customers, web/audit, web/notifications
      ...['sign_customer_out', 'view_audit_people', 'test_chat'],
    ]);
    expect(Object.keys(ALLOWED_ROLES).filter((right) => !rights.has(right))).toEqual([]);
    await become('admin');
    const requests = [...Object.values(STEP_UP_REQUESTS), ...plain.map(([, , request]) => request)];
    const routes = new Set<string>();
    for (const { open } of requests) routes.add(`POST ${(await open(world, person)).route}`);
    expect(INTERNAL_ROUTES.filter((route) => !routes.has(route))).toEqual([
      'GET /internal/health',
      'GET /internal/ready',
      ...OF_CUSTOMERS_ALONE,
      // everybody's, for what is theirs: vault/passkeys
      'POST /internal/step-ups',
      'POST /internal/passkeys/begin',
      'POST /internal/passkeys',
      'POST /internal/passkeys/:id/rename',
      // of two people: below
      ...['approve', 'refuse'].map((act) => `POST /internal/second-approvals/:id/${act}`),
      // goes on with a list that is its maker's: vault/bulk-acts
      'POST /internal/bulk-acts/:id/connections',
      'POST /internal/wise-users/take-over',
    ]);
  });
});

describe('threat 27: a stolen session without the passkey', () => {
  it.each(Object.entries(STEP_UP_REQUESTS))(
    'does no %s, also by calling the vault',
    async (_name, { open }) => {
      await become('admin');
      const opened = await open(world, person);
      const { act } = opened;
      if (act === undefined) throw new Error('it wants no passkey');
      const { session } = person;
      const audited = async () =>
        (await harness.owner.query('SELECT max(id)::text FROM audit_entries')).rows[0];
      const before = await audited();
      const cells = {
        'nothing at all': await ask(session, opened),
        'a key of the thief’s': await ask(
          session,
          opened,
          await approve(vault.ctx, { session, authenticator: new SoftwareAuthenticator() }, act),
        ),
        'another person’s approval of it': await ask(
          session,
          opened,
          await approve(vault.ctx, world.maker, act),
        ),
        'an approval of something else': await ask(
          session,
          opened,
          await approve(vault.ctx, person, { act: 'connections.export', query: 'q=another' }),
        ),
      };
      expect(new Set(Object.values(cells)), JSON.stringify(cells)).toEqual(new Set(['STEP_UP_REQUIRED']));
      expect(await audited(), 'nothing was done').toEqual(before);
    },
  );
});

describe('what is one’s own', () => {
  beforeAll(() => become('admin'));

  it.each(['staff.role', 'staff.disable', 'staff.enable', 'staff.sign_out', 'staff.release'] as const)(
    '%s: no admin does it to themselves',
    async (name) => {
      const opened = await STEP_UP_REQUESTS[name].open(world, person);
      const act = { ...opened.act, staffId: person.id } as StepUpActInput;
      expect(await carryOut({ ...opened, body: { act }, act })).toBe('own');
    },
  );

  it('nobody removes another person’s passkey, withdraws another’s note, or starts another’s list', async () => {
    const passkey = await STEP_UP_REQUESTS['passkey.remove'].open(world, world.maker);
    expect(await carryOut(passkey)).toBe('NOT_FOUND');
    const note = await PLAIN_REQUESTS.note['withdraw their own note'].open(world, world.maker);
    expect(await carryOut(note)).toBe('FORBIDDEN');
    const list = await STEP_UP_REQUESTS['bulk.start'].open(world, world.maker);
    expect(await carryOut(list)).toBe('NOT_FOUND');
  });

  it('whoever owns a connection gains no right by it', async () => {
    const opened = await PLAIN_REQUESTS.freeze.freeze.open(world, person);
    await harness.owner.query(
      'INSERT INTO connection_follow_up (connection_id, owner_staff_id) VALUES ($1, $2)',
      [opened.id, person.id],
    );
    await become('support');
    expect(await carryOut(opened)).toBe('FORBIDDEN');
    await become('admin');
  });
});

describe('acts of two people', () => {
  it.each(Object.entries(TWO_PERSON_ACTS))('%s', async (_name, askFor) => {
    const wait = (by: StaffWithPasskey) => askFor(world, by);
    const request = (id: string, what: 'approve' | 'refuse'): Opened => ({
      ...{ route: `/internal/second-approvals/:id/${what}`, id },
    });
    const second = async ({ id, act }: Waiting, who = person) =>
      ask(who.session, request(id, 'approve'), await approve(vault.ctx, who, act));
    const cells: Record<string, string> = {};
    const first = await newStaffWithPasskey(harness, 'admin');
    await become('admin');
    const waiting = await wait(first);
    const toApprove = request(waiting.id, 'approve');
    const stepUps = await Promise.all(STAFF_ROLES.map(() => approve(vault.ctx, person, waiting.act)));
    for (const [place, role] of STAFF_ROLES.entries()) {
      if (role === 'admin') continue;
      await become(role);
      cells[`demoted to ${role} a moment ago`] = await ask(person.session, toApprove, stepUps[place]);
    }
    await disable();
    cells['disabled a moment ago'] = await ask(person.session, toApprove, stepUps.at(-1));
    await become('admin');
    cells['second person = first person'] = await ask(
      first.session,
      toApprove,
      await approve(vault.ctx, first, waiting.act),
    );
    cells['without a passkey'] = await ask(person.session, toApprove);
    await become('operator', first);
    cells['the first was demoted to operator'] = await second(waiting);
    await harness.owner.query('UPDATE staff SET disabled_at = now() WHERE id = $1', [first.id]);
    cells['the first was disabled'] = await second(waiting);
    await become('admin', first);
    cells['somebody else'] = await second(waiting);
    cells['a second time'] = await ask(person.session, toApprove);
    const other = await wait(first);
    await become('viewer');
    cells['a viewer refuses'] = await ask(person.session, request(other.id, 'refuse'));
    await become('admin');
    cells['an admin refuses'] = await ask(person.session, request(other.id, 'refuse'));
    const last = await wait(first);
    cells['the first withdraws'] = await ask(first.session, request(last.id, 'refuse'));
    const mayAskAsOperator = rolesOf(STEP_UP_RIGHTS[waiting.act.act]).includes('operator');
    expect(cells).toEqual({
      'demoted to viewer a moment ago': 'FORBIDDEN',
      'demoted to support a moment ago': 'FORBIDDEN',
      'demoted to operator a moment ago': 'FORBIDDEN',
      'disabled a moment ago': 'NOT_SIGNED_IN',
      'second person = first person': 'own',
      'without a passkey': 'STEP_UP_REQUIRED',
      'the first was demoted to operator': mayAskAsOperator ? 'done' : 'first_left',
      'the first was disabled': mayAskAsOperator ? 'gone' : 'first_left',
      'somebody else': mayAskAsOperator ? 'gone' : 'done',
      'a second time': 'gone',
      'a viewer refuses': 'FORBIDDEN',
      'an admin refuses': 'refused',
      'the first withdraws': 'withdrawn',
    });
  });
});
