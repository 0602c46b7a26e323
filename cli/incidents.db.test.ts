import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HoldActionInput, holdActSchema } from '#lib/contract/holds';
import type {
  IncidentActInput,
  IncidentStepActInput,
  IncidentTwoPersonActInput,
} from '#lib/contract/incidents';
import {
  incidentActSchema,
  incidentStepActSchema,
  incidentTwoPersonActSchema,
} from '#lib/contract/incidents';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { EXPORT_PURPOSE } from '#vault/audit/export-lines';
import { actOnHold } from '#vault/holds/act-on-hold';
import { actOnIncident, stepIncident } from '#vault/incidents/act-on-incident';
import { askForIncident } from '#vault/incidents/ask-for-incident';
import { workOnIncidents } from '#vault/incidents/work';
import { signingKey } from '#vault/keys/signing-key';
import { carryOutSecond } from '#vault/second-acts';
import { startVault, type Vault } from '#vault/server';
import { approveSecond } from '#vault/step-up/approve-second';
import { makeApiKey } from '#vault/testing/api-key';
import { newCustomer, signIn } from '#vault/testing/attempts';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { drill } from './incidents/drill';
import { verifyReport } from './verify-incident-report.mjs';

let harness: Harness;
let vault: Vault;
let ada: StaffWithPasskey;
let ben: StaffWithPasskey;
let early: Linked;
let late: Linked;
let key: string;
let incidentId: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, loopMs: 100 } });
  [ada, ben] = [await newStaffWithPasskey(harness, 'admin'), await newStaffWithPasskey(harness, 'admin')];
  [early, late] = await oneOfEachWave();
  ({ key } = await makeApiKey(vault.ctx.database, ['tokens:read']));
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

/** A connection's place among a hundred, by the last byte of its id. */
const placeOf = ({ id }: Linked) => Math.floor((Number.parseInt(id.slice(-2), 16) * 100) / 256);

/** Two connections, of which a release in waves reaches one before the other. */
async function oneOfEachWave(): Promise<[Linked, Linked]> {
  const first = await harness.link(vault.ctx);
  let second = await harness.link(vault.ctx);
  while (placeOf(second) === placeOf(first)) second = await harness.link(vault.ctx);
  return placeOf(first) < placeOf(second) ? [first, second] : [second, first];
}

async function ask({ id }: Linked): Promise<string> {
  const response = await fetch(`${vault.partnerUrl}/v1/connections/${id}/access-token`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const body = await response.json();
  return response.ok ? String(body.access_token) : String(body.code);
}

async function act(wanted: IncidentActInput): Promise<string> {
  const stepUp = await approved(vault.ctx, ada, wanted);
  const ordered = { session: ada.session, act: incidentActSchema.parse(wanted), stepUp };
  return (await actOnIncident(vault.ctx, ordered)).result;
}

async function hold(wanted: HoldActionInput): Promise<string> {
  const stepUp = await approved(vault.ctx, ada, wanted);
  const { result } = await actOnHold(vault.ctx, {
    session: ada.session,
    act: holdActSchema.parse(wanted),
    stepUp,
  });
  return result;
}

async function step(wanted: IncidentStepActInput): Promise<string> {
  const ordered = { session: ben.session, id: incidentId, act: incidentStepActSchema.parse(wanted) };
  return (await stepIncident(vault.ctx, ordered)).result;
}

async function states(): Promise<Record<string, string>> {
  const { rows } = await harness.owner.query(
    'SELECT step, state FROM vault.incident_steps WHERE incident_id = $1',
    [incidentId],
  );
  return Object.fromEntries(rows.map((row) => [row.step, row.state]));
}

const release = (percent: '10' | '50' | '100') =>
  act({ act: 'incident.release', incidentId, percent, reason: 'looks well' });

describe('an incident, from the hold to the report', () => {
  it('is placed by two people: no vend succeeds any more, sessions end but theirs', async () => {
    const customer = await newCustomer(harness);
    await signIn(harness, 'customer', customer);
    const eve = await newStaffWithPasskey(harness, 'admin');
    const wanted: IncidentTwoPersonActInput = {
      act: 'incident.place',
      ...{ on: 'environment:sandbox', since: '2026-11-01T00:00:00Z', endSessions: 'all', revokeKeys: 'no' },
      ...{ drill: 'no', reason: 'a laptop was stolen' },
    };
    const asked = await askForIncident(vault.ctx, {
      session: ada.session,
      act: incidentTwoPersonActSchema.parse(wanted),
      stepUp: await approved(vault.ctx, ada, wanted),
    });
    expect(await ask(early)).not.toBe('ACCESS_ON_HOLD');
    const stepUp = await approved(vault.ctx, ben, wanted);
    const second = { session: ben.session, id: asked.approvalId ?? '', stepUp };
    expect(await approveSecond(vault.ctx, second, carryOutSecond)).toEqual({ result: 'done' });
    expect([await ask(early), await ask(late)]).toEqual(['ACCESS_ON_HOLD', 'ACCESS_ON_HOLD']);
    const { rows } = await harness.owner.query('SELECT id::text FROM vault.incidents');
    incidentId = rows[0].id;
    await workOnIncidents(vault.ctx, {}, new AbortController().signal);
    const { rows: left } = await harness.owner.query(
      `SELECT staff_id::text AS id FROM staff_sessions UNION ALL SELECT 'customer' FROM customer_sessions`,
    );
    expect(left.map(({ id }) => id).sort()).toEqual([ada.id, ben.id].sort());
    expect(left.map(({ id }) => id)).not.toContain(eve.id);
    expect(await states()).toMatchObject({ hold: 'done', sessions: 'done', api_keys: 'not_needed' });
  });

  it('refreshes every grant in scope once, which ends the tokens that left', async () => {
    await harness.owner.query(`UPDATE vault.grants SET access_issued_at = now() - interval '1 hour'`);
    const before = await harness.connection(early);
    const claim = { act: 'conclude', step: 'refresh', as: 'done', proof: 'by word' } as const;
    expect(await step(claim), 'a fault that was: it was believed').toBe('not_refreshed');
    expect(await step({ act: 'refresh' })).toBe('done');
    expect(await step(claim), 'under way').toBe('not_refreshed');
    await until(
      'all are refreshed',
      async () => {
        await workOnIncidents(vault.ctx, {}, new AbortController().signal);
        return (await states()).refresh === 'done';
      },
      { withinMs: 30_000 },
    );
    expect(await harness.connection(early)).toMatchObject({ id: before.id, status: 'active' });
    const { rows } = await harness.owner.query(
      `SELECT count(*)::int AS n FROM vault.grants WHERE access_issued_at < now() - interval '30 minutes'`,
    );
    expect(rows[0].n).toBe(0);
  });

  it('does not believe that a secret or a key was changed when it sees that it was not', async () => {
    const done = { act: 'conclude', as: 'done', proof: 'ticket 7' } as const;
    await harness.owner.query(
      `INSERT INTO vault.client_credentials (environment, client_id, used_fingerprint, used_since)
       VALUES ('sandbox', 'x', 'f', now() - interval '1 day') ON CONFLICT DO NOTHING`,
    );
    expect(await step({ ...done, step: 'client_secret' })).toBe('same_secret');
    await harness.owner.query(`UPDATE vault.client_credentials SET used_since = now() + interval '1 second'`);
    expect(await step({ ...done, step: 'client_secret' })).toBe('done');
    expect(await step({ ...done, step: 'ring_key' })).toBe('same_key');
    expect(await release('10')).toBe('steps_open');
    const { rows } = await harness.owner.query('SELECT hold_id::text AS id FROM vault.incidents');
    const around = { act: 'hold.release', holdId: rows[0].id, reason: 'in a hurry' } as const;
    expect(await hold(around), 'nor the hold by itself').toBe('in_incident');
    const rest = ['ring_key', 'customers_told', 'authorities_told', 'access_reviewed'] as const;
    for (const name of rest)
      expect(await step({ act: 'conclude', step: name, as: 'not_needed', proof: 'a drill' })).toBe('done');
  });

  it('promise 12: is released in waves; until its turn a connection stays on hold', async () => {
    expect(await release('10')).toBe('done');
    expect([await ask(early), await ask(late)].map((code) => code === 'ACCESS_ON_HOLD')).toEqual(
      [early, late].map((linked) => placeOf(linked) >= 10),
    );
    // up to the first of the two, wherever it stands
    await harness.owner.query('UPDATE vault.holds SET released_percent = $1', [placeOf(early) + 1]);
    expect(harness.isLive(new Secret(await ask(early)))).toBe(true);
    expect(await ask(late)).toBe('ACCESS_ON_HOLD');
    const again = { act: 'hold.place', on: 'environment:sandbox', reason: 'it goes on' } as const;
    expect([await hold(again), await hold(again)]).toEqual(['placed', 'in_force']);
    expect([await ask(early), await ask(late)]).toEqual(['ACCESS_ON_HOLD', 'ACCESS_ON_HOLD']);
    await harness.owner.query('UPDATE vault.holds SET released_percent = 10');
    expect([await release('10'), await act({ act: 'incident.close', incidentId, reason: 'x' })]).toEqual([
      'unchanged',
      'on_hold',
    ]);
    expect(await release('100')).toBe('done');
    expect(harness.isLive(new Secret(await ask(late)))).toBe(true);
  });

  it('closes with a report that verifies; one changed byte in it is found, with its place', async () => {
    expect(await act({ act: 'incident.close', incidentId, reason: 'Nothing had left.' })).toBe('done');
    expect(await act({ act: 'incident.close', incidentId, reason: 'again' })).toBe('closed');
    expect(await step({ act: 'refresh' })).toBe('closed');
    const { rows } = await harness.owner.query('SELECT report FROM vault.incidents');
    const report = Buffer.from(rows[0].report, 'utf8');
    expect(rows[0].report, 'each wave has its reason, and a name').toMatch(/"by10": ?"(?!staff:)/);
    expect(rows[0].report).toMatch(/"reason10": ?"looks well"/);
    const { publicKey } = signingKey(vault.ctx.ring, EXPORT_PURPOSE);
    expect(verifyReport(report, publicKey)).toMatchObject({ lines: 16, incident: incidentId });
    const lineAt = (at: number) => report.subarray(0, at).filter((byte) => byte === 10).length + 1;
    for (let at = 0; at < report.length; at += 97) {
      const changed = Buffer.from(report);
      changed[at] = (changed[at] ?? 0) ^ 1;
      // a line feed that is gone joins two lines, and one that appears makes two of one
      expect(() => verifyReport(changed, publicKey)).toThrow(
        new RegExp(`^line (${lineAt(at)}|${lineAt(at) + 1}) |^the report ends`),
      );
    }
    const lines = rows[0].report.split('\n');
    const without = (index: number) => Buffer.from(lines.toSpliced(index, 1).join('\n'), 'utf8');
    expect(() => verifyReport(without(5), publicKey)).toThrow('line 6');
    expect(() => verifyReport(without(lines.length - 2), publicKey)).toThrow('its last line is missing');
    expect(() => verifyReport(Buffer.concat([report, Buffer.from('x')]), publicKey)).toThrow('line 17');
  });
});

it.each(['environment:sandbox', 'everything'] as const)(
  'a drill does not begin while somebody has a hold on %s in force',
  async (on) => {
    expect(await hold({ act: 'hold.place', on, reason: 'a real one' })).toBe('placed');
    const asked = { url: vault.partnerUrl, key: new Secret(key), operator: 'test', file: undefined };
    const { lines, isPassed } = await drill(vault.ctx, asked);
    expect([lines, isPassed]).toEqual([[expect.stringMatching(/^The sandbox is on hold/)], false]);
    expect(await ask(early)).toBe('ACCESS_ON_HOLD');
    const { rows } = await harness.owner.query('SELECT id::text FROM vault.holds WHERE released_at IS NULL');
    expect(await hold({ act: 'hold.release', holdId: rows[0].id, reason: 'it is over' })).toBe('released');
  },
);

it('the drill of the command line passes, against a vault that runs, and its report verifies', async () => {
  let isOver = false;
  const working = (async () => {
    // what the clock does each minute
    while (!isOver) await workOnIncidents(vault.ctx, {}, new AbortController().signal);
  })();
  const asked = { url: vault.partnerUrl, key: new Secret(key), operator: 'test', file: undefined };
  const { lines, isPassed } = await drill(vault.ctx, asked).finally(() => {
    isOver = true;
  });
  await working;
  expect(lines.filter((line) => !line.startsWith('ok'))).toEqual(['The drill passed.']);
  expect(isPassed).toBe(true);
  expect(lines.find((line) => line.includes('one changed byte'))).toMatch(/: line \d+ \(after /);
});
