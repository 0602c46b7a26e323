import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExpectedFacts } from '#lib/contract/matching';
import { completeSession } from '#vault/connect-sessions/complete-session';
import { createConnectSession } from '#vault/connect-sessions/create-session';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, type Claimed, newCustomer } from '#vault/testing/attempts';
import {
  connectionsOf,
  exchange,
  exchangeRow,
  issuedTo,
  liveAccessOf,
  trailOf,
  untilErased,
} from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { completionCode, openSession, sessionAttempt } from '#vault/testing/partner-sessions';
import { startRecovery } from '#vault/testing/start-recovery';
import { newWiseUser } from '#vault/testing/wise-users';

// words that stand nowhere else
const ADA = {
  firstName: 'Quirinelda',
  lastName: 'Zabrowskaja',
  fullName: 'Quirinelda Zabrowskaja',
  dateOfBirth: '1931-03-17',
};
const BORN = { date_of_birth: ADA.dateOfBirth };
const OTHER = { date_of_birth: '1931-03-18' };
const NAMED = { name: 'ZABROWSKAJA, Quirinelda' };
const PERSONAL = ['Zabrowskaja', 'ZABROWSKAJA', '1931-03-1'];

let harness: Harness;
const vaults = new Map<string, VaultContext>();
const off = () => vaultOf('off');
const flag = () => vaultOf('flag');
const require = () => vaultOf('require');

function vaultOf(policy: string): VaultContext {
  const vault = vaults.get(policy);
  if (vault === undefined) throw new Error('no such vault');
  return vault;
}

beforeAll(async () => {
  harness = await Harness.start();
  const env = { RETURN_URLS: 'https://shop.example/wise' };
  for (const policy of ['off', 'flag', 'require'])
    vaults.set(policy, harness.vault({ deadlines: UNHURRIED, env: { ...env, MATCH_POLICY: policy } }));
});
afterAll(() => harness.close());

/** Until what Wise gave to this attempt is ended there. Not for longer: vaults with other policies would take up others' exchanges. */
async function untilRevoked(attempt: Claimed): Promise<void> {
  const stop = startRecovery(require());
  try {
    await untilErased(harness, attempt);
  } finally {
    await stop();
  }
}

const wiseUser = () => newWiseUser(harness.emulator, ADA);

/** A consent that comes with what the customer's sign-in said. */
async function consent(
  vault: VaultContext,
  {
    expected,
    customerId,
    user = wiseUser(),
  }: { expected?: ExpectedFacts | undefined; customerId?: string; user?: ReturnType<typeof wiseUser> },
) {
  const customer = customerId ?? (await newCustomer(harness));
  const attempt = await attemptOf(harness, customer, user);
  const answer = await exchange(vault, { ...attempt, expected });
  const [connection] = await connectionsOf(harness, customer);
  return { customerId: customer, user, attempt, answer, connection };
}

/** Every table in which any of these words stands, in any column, as text or as bytes. */
async function tablesWith(words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await harness.owner.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'vault') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const secretTexts = words.flatMap((word) => [word, Buffer.from(word).toString('hex')]);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await harness.owner.query(
      `SELECT FROM ${name} AS t WHERE to_jsonb(t)::text LIKE ANY ($1) LIMIT 1`,
      [secretTexts.map((text) => `%${text}%`)],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const kept = async () => (await harness.owner.query('SELECT FROM vault.expected_facts')).rowCount;

/** The details of the connect's audit row. */
async function audited(connectionId: unknown) {
  const { rows } = await harness.owner.query(
    `SELECT detail->>'match' AS match, detail->>'comparedBy' AS by FROM audit_entries WHERE connection_id = $1
     ORDER BY id DESC LIMIT 1`,
    [connectionId],
  );
  return rows[0];
}

describe('MATCH_POLICY', () => {
  it.each([
    ['flag', BORN, 'match', ['date_of_birth']],
    ['flag', OTHER, 'mismatch', ['date_of_birth']],
    ['flag', undefined, 'unknown', []],
    ['require', { ...BORN, ...NAMED }, 'match', ['date_of_birth', 'name']],
    ['off', OTHER, null, []],
  ] as const)(
    '%s: with %j a profile is connected, its verdict kept: %s',
    async (policy, expected, verdict, facts) => {
      const { answer, connection } = await consent(vaultOf(policy), { expected });
      expect(answer).toMatchObject({ state: 'connected', reason: null });
      expect(connection).toMatchObject({ status: 'active', match_verdict: verdict, match_facts: facts });
      expect(await audited(connection?.id)).toEqual({ match: verdict, by: facts.join(', ') || null });
      expect(await kept()).toBe(0);
    },
  );

  it.each([
    [OTHER, 'identity_mismatch'],
    [undefined, 'identity_unknown'],
  ] as const)(
    'require: with %j nothing is connected (%s), and the grant ends at Wise',
    async (expected, reason) => {
      const { customerId, user, attempt, answer, connection } = await consent(require(), { expected });
      expect(answer).toMatchObject({ state: 'refused', reason, connectionId: null });
      expect(connection).toBeUndefined();
      await untilRevoked(attempt);
      expect(liveAccessOf(harness, user.id)).not.toContain(issuedTo(harness, user.id)[0]?.accessToken);
      expect(await trailOf(harness, customerId)).toEqual(['connection.refused']);
      expect(await kept()).toBe(0);
    },
  );

  it('require: a refused reconnect leaves the connection of before as it was', async () => {
    const { customerId, user, connection } = await consent(require(), { expected: BORN });
    const again = await consent(require(), { customerId, user, expected: OTHER });
    expect(again.answer).toMatchObject({ state: 'refused', reason: 'identity_mismatch' });
    expect(again.connection).toMatchObject({ id: connection?.id, status: 'active', match_verdict: 'match' });
    await untilRevoked(again.attempt);
    const { rows } = await harness.owner.query('SELECT state FROM vault.grants WHERE connection_id = $1', [
      connection?.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('a reconnect is compared anew, and one with nothing to compare takes no mismatch away', async () => {
    const { customerId, user, connection } = await consent(flag(), { expected: OTHER });
    const verdicts: unknown[] = [];
    for (const [vault, expected] of [
      [flag(), undefined],
      [off(), BORN],
      [flag(), BORN],
    ] as const) {
      const again = await consent(vault, { customerId, user, expected });
      expect(again.answer.connectionId).toBe(connection?.id);
      verdicts.push(again.connection?.match_verdict);
    }
    expect(verdicts).toEqual(['mismatch', 'mismatch', 'match']);
  });
});

describe('what a connect session expects', () => {
  const wanted = (expect?: ExpectedFacts) => ({
    customer: { external_id: `cust-${randomUUID()}` },
    environment: 'sandbox' as const,
    return_url: 'https://shop.example/wise',
    authenticated_at: new Date().toISOString(),
    display: 'redirect' as const,
    ...(expect === undefined ? {} : { expect }),
  });

  /** A session whose customer is back from Wise. */
  async function cameBack(
    vault: VaultContext,
    expected?: ExpectedFacts,
    meanwhile: (id: string) => Promise<unknown> = async () => undefined,
  ) {
    const ask = wanted(expected);
    const { id } = await createConnectSession(vault, ask, 'key');
    await openSession(harness, id);
    await meanwhile(id);
    const { rows } = await harness.owner.query(
      'SELECT customer_id AS of FROM partner_sessions WHERE id = $1',
      [id],
    );
    const customerId = String(rows[0]?.of);
    const attempt = await sessionAttempt(harness, { id, customerId }, wiseUser());
    // what a browser says beside the partner's own word counts for nothing
    const answer = await exchange(vault, { ...attempt, expected: BORN });
    return { id, customerId, attempt, answer, externalId: ask.customer.external_id };
  }

  async function confirm(vault: VaultContext, { id, externalId }: { id: string; externalId: string }) {
    const code = await completionCode(harness, id);
    await completeSession(vault, { kind: 'connect', sessionId: id, code, externalId, confirmedBy: 'key' });
  }

  it.each([
    ['flag', OTHER, 'mismatch'],
    ['flag', undefined, 'unknown'],
    ['require', NAMED, 'match'],
  ] as const)(
    '%s: with %j it connects once the partner has confirmed it: %s',
    async (policy, expected, verdict) => {
      const vault = vaultOf(policy);
      const session = await cameBack(vault, expected);
      expect(session.answer).toMatchObject({ state: 'received', awaitsPartner: true });
      expect(await kept()).toBe(expected === undefined ? 0 : 1);
      expect(await tablesWith(['1931-03-1', 'ZABROWSKAJA']), 'sealed').toEqual([]);
      await confirm(vault, session);
      expect(await connectionsOf(harness, session.customerId)).toMatchObject([{ match_verdict: verdict }]);
      expect(await kept()).toBe(0);
    },
  );

  it.each([
    [OTHER, 'identity_mismatch'],
    [undefined, 'identity_unknown'],
  ] as const)(
    'require: with %j it is refused before anybody confirms anything: %s',
    async (expected, reason) => {
      const session = await cameBack(require(), expected);
      expect(session.answer).toMatchObject({ state: 'refused', reason });
      expect(await exchangeRow(harness, session.attempt)).toMatchObject({ state: 'refused', reason });
      expect(await kept()).toBe(0);
    },
  );

  it('a session is compared in its second attempt too, when the first came to nothing', async () => {
    const vault = flag();
    const fault = harness.plant({ endpoint: 'token:authorization_code', kind: 'status', status: 400 });
    const session = await cameBack(vault, OTHER);
    expect(session.answer).toMatchObject({ state: 'interrupted', reason: 'unreadable_answer' });
    harness.release(fault);
    await exchange(vault, await sessionAttempt(harness, session, wiseUser()));
    await confirm(vault, session);
    expect(await connectionsOf(harness, session.customerId)).toMatchObject([{ match_verdict: 'mismatch' }]);
    expect(await kept()).toBe(0);
  });

  it('is erased when web ends the session, and never kept while nothing is compared', async () => {
    const { id } = await createConnectSession(flag(), wanted(BORN), 'key');
    expect(await kept()).toBe(1);
    await harness.owner.query(
      `UPDATE partner_sessions SET outcome = 'cancelled', ended_at = now() WHERE id = $1`,
      [id],
    );
    expect(await kept()).toBe(0);
    await createConnectSession(off(), wanted(BORN), 'key');
    expect(await kept()).toBe(0);
  });

  it('opens for no other session: a record that was moved is compared with nothing, and raises an alarm', async () => {
    const { id: from } = await createConnectSession(flag(), wanted(BORN), 'key');
    const session = await cameBack(flag(), OTHER, (id) =>
      harness.owner.query(
        `UPDATE vault.expected_facts AS t SET key_id = f.key_id, wrapped_key = f.wrapped_key, facts = f.facts
         FROM vault.expected_facts AS f WHERE t.session_id = $1 AND f.session_id = $2`,
        [id, from],
      ),
    );
    await confirm(flag(), session);
    expect(await connectionsOf(harness, session.customerId)).toMatchObject([{ match_verdict: 'unknown' }]);
    const { rows } = await harness.owner.query(`SELECT code FROM alarms WHERE cleared_at IS NULL`);
    expect(rows).toContainEqual({ code: 'record_refused' });
    await harness.owner.query(`DELETE FROM partner_sessions WHERE id = $1`, [from]);
    expect(await kept()).toBe(0);
  });
});

it('nothing personal is left anywhere once all of it is over: only verdicts', async () => {
  expect(await kept()).toBe(0);
  // the name of the profile is what its owner and staff see of the connection
  expect(await tablesWith(PERSONAL)).toEqual(['public.audit_personal', 'public.connections']);
  expect(await tablesWith(['1931-03-1', 'ZABROWSKAJA'])).toEqual([]);
});
