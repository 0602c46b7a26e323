import { afterAll, beforeAll, expect, it } from 'vitest';
import { carryOut, readOrder } from '#cli/keys';
import {
  type IncidentStepActInput,
  type IncidentTwoPersonActInput,
  incidentStepActSchema,
  incidentTwoPersonActSchema,
} from '#lib/contract/incidents';
import { until } from '#test/until';
import { disconnect } from '#vault/connections/disconnect';
import { stepIncident } from '#vault/incidents/act-on-incident';
import { askForIncident, dryRun } from '#vault/incidents/ask-for-incident';
import { workOnIncidents } from '#vault/incidents/work';
import { rewrapRecords } from '#vault/rewrap/rewrap-records';
import { readOpenRun } from '#vault/rewrap/run-row';
import { carryOutSecond } from '#vault/second-acts';
import { startVault, type Vault } from '#vault/server';
import { approveSecond } from '#vault/step-up/approve-second';
import { makeApiKey } from '#vault/testing/api-key';
import { signIn } from '#vault/testing/attempts';
import { ROOT_KEY } from '#vault/testing/fake-root';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';

const env = { VAULT_ROOT_KEY: ROOT_KEY };
const RING_KEY = 'k1';

let harness: Harness;
let vault: Vault;
let ada: StaffWithPasskey;
let ben: StaffWithPasskey;
/** When the copy of the database may have been taken: all but `after` were under the key then. */
let since: string;
let was: Linked;
let alsoWas: Linked;
let gone: Linked;
let after: Linked;
let apiKey: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(env), { deadlines: { ...UNHURRIED, loopMs: 100 } });
  [ada, ben] = [await newStaffWithPasskey(harness, 'admin'), await newStaffWithPasskey(harness, 'admin')];
  ({ key: apiKey } = await makeApiKey(vault.ctx.database, ['tokens:read']));
  was = await harness.link(vault.ctx);
  alsoWas = await harness.link(vault.ctx);
  gone = await harness.link(vault.ctx);
  since = new Date().toISOString();
  await rotate();
  const session = {
    audience: 'customer',
    token: await signIn(harness, 'customer', gone.customerId),
  } as const;
  await disconnect(vault.ctx, { session, connectionId: gone.id });
  await until('its grant is gone', async () => (await harness.grant(gone)) === undefined);
  after = await harness.link(vault.ctx);
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

/** The command line of an operator, as `npm run keys` reads it. */
async function keys(...words: string[]): Promise<string> {
  const order = readOrder(words);
  if ('problem' in order) throw new Error(order.problem);
  const { text, exitCode } = await carryOut(harness.vault({ deadlines: UNHURRIED, env }), order, 'ann');
  expect({ words, exitCode }).toEqual({ words, exitCode: 0 });
  return text;
}

async function rotate(): Promise<void> {
  await keys('add', '--import', RING_KEY);
  await keys('rotate');
  await until('the vault seals with another key', () => vault.ctx.ring.primary !== RING_KEY);
  await until('the records are moved', async () => {
    await rewrapRecords(vault.ctx, {}, new AbortController().signal);
    return (await readOpenRun(harness.owner)) === undefined;
  });
  const { rows } = await harness.owner.query('SELECT 1 FROM vault.grants WHERE key_id = $1', [RING_KEY]);
  expect(rows).toEqual([]);
}

const wanted = (from = since): IncidentTwoPersonActInput => ({
  ...{ act: 'incident.place', on: `ring_key:${RING_KEY}`, since: from, endSessions: 'none' },
  ...{ revokeKeys: 'no', drill: 'no', reason: 'a backup was copied' },
});

/** What the screen counts, before anything is asked for and before the second person approves. */
async function counted(from = since) {
  const {
    act: _act,
    drill: _drill,
    reason: _reason,
    ...scope
  } = incidentTwoPersonActSchema.parse(wanted(from));
  const { connections, grants, isAtLeast } = await dryRun(vault.ctx, { session: ada.session, scope });
  return { connections, grants, isAtLeast };
}

/** What the command line lists of the same time. */
async function exposed(from = since) {
  const until = new Date().toISOString();
  const found = await keys('exposure', '--key', RING_KEY, '--from', from, '--to', until, '--json');
  const { connectionIds }: { connectionIds: string[] } = JSON.parse(found);
  return connectionIds.sort();
}

async function token({ id }: Linked): Promise<string> {
  const response = await fetch(`${vault.partnerUrl}/v1/connections/${id}/access-token`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  return response.ok ? 'issued' : String((await response.json()).code);
}

const issuedAt = async (linked: Linked) => String((await harness.grant(linked))?.access_issued_at);

it('a fault that was: an incident on a key that was rotated away counts what it refreshes, as the command line lists it', async () => {
  const all = [was, alsoWas, gone].map(({ id }) => id).sort();
  expect(await exposed()).toEqual(all);
  expect(await counted()).toEqual({ connections: all.length, grants: 2, isAtLeast: false });
});

it('holds and refreshes exactly these, and keeps their number', async () => {
  const asked = await askForIncident(vault.ctx, {
    session: ada.session,
    act: incidentTwoPersonActSchema.parse(wanted()),
    stepUp: await approved(vault.ctx, ada, wanted()),
  });
  const second = { session: ben.session, id: asked.approvalId ?? '' };
  const stepUp = await approved(vault.ctx, ben, wanted());
  expect(await approveSecond(vault.ctx, { ...second, stepUp }, carryOutSecond)).toEqual({ result: 'done' });
  const { rows } = await harness.owner.query('SELECT id::text, counts FROM vault.incidents');
  const [{ id, counts }] = rows;
  expect(counts).toMatchObject({ connections: 3, grants: 2 });
  expect([await token(was), await token(alsoWas), await token(after)]).toEqual([
    ...Array(2).fill('ACCESS_ON_HOLD'),
    'issued',
  ]);

  await harness.owner.query(`UPDATE vault.grants SET access_issued_at = now() - interval '1 hour'`);
  const old = await issuedAt(after);
  const step = async (act: IncidentStepActInput) =>
    (await stepIncident(vault.ctx, { session: ben.session, id, act: incidentStepActSchema.parse(act) }))
      .result;
  expect(await step({ act: 'refresh' })).toBe('done');
  const refresh = await until('all are refreshed', async () => {
    await workOnIncidents(vault.ctx, {}, new AbortController().signal);
    const { rows: steps } = await harness.owner.query(
      `SELECT state, done::int, total::int, facts FROM vault.incident_steps WHERE step = 'refresh'`,
    );
    return steps[0].state === 'done' ? steps[0] : undefined;
  });
  expect(refresh).toMatchObject({ done: 2, total: 2, facts: { notRefreshed: 0 } });
  expect([await issuedAt(was), await issuedAt(alsoWas)]).not.toContain(old);
  expect(await issuedAt(after), 'it was never under this key').toEqual(old);
});

it('the key’s step is done when no table has a record under it', async () => {
  const { rows } = await harness.owner.query('SELECT id::text FROM vault.incidents');
  const conclude = { act: 'conclude', step: 'ring_key', as: 'done', proof: 'rotated' } as const;
  const say = async () =>
    (
      await stepIncident(vault.ctx, {
        ...{ session: ben.session, id: rows[0].id },
        act: incidentStepActSchema.parse(conclude),
      })
    ).result;
  await harness.owner.query(
    `WITH own AS (INSERT INTO personal_tokens (environment, profile_id, profile_type, profile_name, wise_user_id)
       VALUES ('sandbox', '7', 'business', 'Ours', '7') RETURNING id)
     INSERT INTO vault.personal_token_values (personal_token_id, version, key_id, wrapped_key, token)
     SELECT id, 1, $1, '\\x00', '\\x00' FROM own`,
    [RING_KEY],
  );
  expect(await say(), 'a fault that was: only connections were looked at').toBe('same_key');
  await harness.owner.query('DELETE FROM vault.personal_token_values');
  expect(await say()).toBe('done');
});

it('of a time after the rotation neither counts anything', async () => {
  await harness.owner.query(
    `UPDATE vault.ring_key_use SET from_at = from_at - interval '1 hour', until_at = until_at - interval '1 hour' WHERE ring_key = $1`,
    [RING_KEY],
  );
  expect(await exposed()).toEqual([]);
  expect(await counted()).toEqual({ connections: 0, grants: 0, isAtLeast: false });
  expect(await counted(''), 'of an unknown time, all that ever had it').toMatchObject({ connections: 3 });
});
