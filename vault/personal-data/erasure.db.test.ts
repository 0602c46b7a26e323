import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { personExportSchema } from '#lib/contract/person-export';
import { until } from '#test/until';
import { startExchangeRecovery } from '#vault/exchanges/recover-exchanges';
import { startExchange } from '#vault/exchanges/start-exchange';
import { startRefreshLoop } from '#vault/grants/refresh-loop';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, newStaff } from '#vault/testing/attempts';
import { connectionsOf, issuedTo, liveAccessOf } from '#vault/testing/exchanges';
import { filledCustomer } from '#vault/testing/filled-customer';
import { Harness } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import type { Approve } from './approval';
import { erasePeople } from './erase-people';
import { exportPerson } from './export-person';
import { startErasure } from './start-erasure';
import { PERSONAL_TABLES } from './tables';

let harness: Harness;
let vault: VaultContext;
let stops: (() => Promise<void>)[];
let staffId: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  stops = [startExchangeRecovery(vault), startRefreshLoop(vault)];
  staffId = await newStaff(harness, 'admin');
});
afterEach(() => harness.reset());
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await harness.close();
});

const approve: Approve = async () => ({ actor: { kind: 'staff', id: staffId, role: 'admin' } });
const erase = (customerId: string) => startErasure(vault, customerId, approve);
const runJob = (ms = 20_000) => erasePeople(vault, {}, AbortSignal.timeout(ms));
const own = async (sql: string, values: unknown[] = []) => (await harness.owner.query(sql, values)).rows;
const filled = (word: string) => filledCustomer(harness, { vault, staffId, word });
/** Whether the access token that was issued first still works; that of the revocation nobody has. */
const isFirstLive = (userId: string) =>
  liveAccessOf(harness, userId).includes(String(issuedTo(harness, userId)[0]?.accessToken));
const proofOf = async (customerId: string) =>
  (await own('SELECT * FROM erasures WHERE customer_id = $1', [customerId]))[0];

/** Every table whose text has this word, however it got there. */
async function tablesWith(word: string): Promise<string[]> {
  const tables = await own(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'vault'::regnamespace) ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const hex = Buffer.from(word).toString('hex');
    const rows = await own(
      `SELECT 1 FROM ${name} t WHERE t::text ILIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'`,
      [word, hex],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('the export of a person', () => {
  it('has rows of every table of the list, nothing that is sealed, and nothing of anybody else', async () => {
    const { customerId } = await filled('Exa');
    await filled('Bystander');
    const document = await exportPerson(vault, customerId, approve);
    expect(personExportSchema.safeParse(document).success).toBe(true);
    const empty = Object.entries(document.tables).filter(([, { rows }]) => rows.length === 0);
    // there is none under way
    expect(empty.map(([table]) => table)).toEqual(['erasures']);
    const text = JSON.stringify(document);
    for (const wanted of [
      'Exa Name',
      'Exa-subject',
      'Exa called',
      'Exa is away',
      'Exa letter',
      'Exa wrote',
      '\\"of\\":\\"Exa\\"',
    ])
      expect(text).toContain(wanted);
    expect(text).not.toContain('Bystander');
    expect(text).not.toContain('\\\\x');
  });

  it('is audited, and is of somebody', async () => {
    const { customerId } = await harness.link(vault);
    await exportPerson(vault, customerId, approve);
    const [row] = await own(
      `SELECT actor_id, detail FROM audit_entries WHERE action = 'customer.exported' AND detail->>'customerId' = $1`,
      [customerId],
    );
    expect(row).toMatchObject({ actor_id: staffId, detail: { customerId, rows: expect.any(Number) } });
    await expect(exportPerson(vault, randomUUID(), approve)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the erasure of a person', () => {
  it('leaves no word of them in any table, all of everybody else, and a proof', async () => {
    const linked = await filled('Gone');
    await filled('Stays');
    const before = await tablesWith('Gone');
    expect(before.length).toBeGreaterThan(8);
    expect(await erase(linked.customerId)).toMatchObject({ state: 'under_way' });
    expect((await harness.connection(linked)).status).toBe('disconnected');
    await runJob();
    expect(await tablesWith('Gone')).toEqual([]);
    expect(await tablesWith(linked.user.id)).toEqual([]);
    expect(await tablesWith('Stays')).toEqual(before);
    expect(isFirstLive(linked.user.id)).toBe(false);
    const proof = await proofOf(linked.customerId);
    expect(proof).toMatchObject({
      staff_id: staffId,
      disconnected: 1,
      finished_at: expect.any(Date),
      asked_at: expect.any(Date),
    });
    const kept = PERSONAL_TABLES.filter(({ erase: { how } }) => how === 'keep').map(({ table }) => table);
    // gone with the start of it, or with the revocation
    const earlier = [
      'customer_accounts',
      'customer_sessions',
      'customer_verification_tokens',
      'grants',
      'registration_codes',
    ];
    const wanted = PERSONAL_TABLES.map(({ table }) => table).filter(
      (table) => ![...kept, ...earlier].includes(table),
    );
    expect(Object.keys(proof.counts).toSorted()).toEqual(wanted.toSorted());
    expect(
      await own(`SELECT action FROM audit_entries WHERE detail->>'customerId' = $1 ORDER BY id`, [
        linked.customerId,
      ]),
    ).toEqual([{ action: 'customer.erasure_started' }, { action: 'customer.erased' }]);
  });

  it('takes their refused sign-ins along, by the account: most come without an address, or with one of before', async () => {
    const { customerId } = await harness.link(vault);
    await own(
      `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id) VALUES ('p', 'https://id.example', 'Quibble-subject', 'oauth', $1)`,
      [customerId],
    );
    const refusal = (issuer: string, email: string | null) =>
      own(`SELECT append_audit('session.refused', 'system', 'web', NULL, NULL, $1::jsonb, $2::jsonb)`, [
        { audience: 'customer', reason: 'no_email', method: 'oidc', issuer },
        { subject: 'Quibble-subject', email, name: 'Quibble Name' },
      ]);
    await refusal('https://id.example', null);
    await refusal('https://id.example', 'quibble@before.example');
    const { tables } = await exportPerson(vault, customerId, approve);
    expect(JSON.stringify(tables.audit_personal?.rows).match(/Quibble Name/g)).toHaveLength(2);
    await erase(customerId);
    await runJob();
    expect(await tablesWith('Quibble')).toEqual([]);
    expect((await proofOf(customerId)).counts.audit_personal).toBeGreaterThanOrEqual(2);
    // somebody else of another provider
    await refusal('https://other.example', null);
    expect(await tablesWith('Quibble')).toEqual(['audit_personal']);
  });

  it('done twice is done once, and says so', async () => {
    const { customerId } = await harness.link(vault);
    const [first, second] = await Promise.all([erase(customerId), erase(customerId)]);
    expect(second.erasureId).toBe(first.erasureId);
    await Promise.all([runJob(), runJob()]);
    expect(await erase(customerId)).toEqual({ erasureId: first.erasureId, state: 'erased' });
    await expect(erase(randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('makes a new customer of who signs in again, and nothing of the former one', async () => {
    const { customerId } = await filled('Again');
    await erase(customerId);
    const made = await own(`INSERT INTO customers (email) VALUES ('again@people.example') RETURNING id`);
    await own(
      `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id) VALUES ('p', 'https://id.example', 'Again-subject', 'oauth', $1)`,
      [made[0].id],
    );
    await expect(
      own(`INSERT INTO customer_sessions (token_hash, customer_id, expires) VALUES ('x', $1, now())`, [
        customerId,
      ]),
    ).rejects.toThrow('is being erased');
    await runJob();
    expect(await own(`SELECT email FROM customers WHERE id = $1`, [made[0].id])).toEqual([
      { email: 'again@people.example' },
    ]);
  });

  it('waits while Wise is away, erases nothing that the revocation needs, and goes on', async () => {
    const linked = await filled('Waits');
    const away = harness.plant({ endpoint: 'token:refresh_token', kind: 'status', status: 503 });
    await erase(linked.customerId);
    await runJob(600);
    expect((await proofOf(linked.customerId)).finished_at).toBeNull();
    expect((await harness.grant(linked))?.state).toBe('ending');
    harness.release(away);
    harness.reset();
    await runJob();
    expect((await proofOf(linked.customerId)).finished_at).not.toBeNull();
    expect(await tablesWith('Waits')).toEqual([]);
  });
});

describe('a callback that comes back during an erasure', () => {
  it.each(['before', 'after'] as const)(
    'with its code at Wise (%s it is granted): connects nobody, and what Wise gave is revoked',
    async (when) => {
      const linked = await filled(`Race-${when}`);
      const user = newWiseUser(harness.emulator);
      const attempt = await attemptOf(harness, linked.customerId, user);
      const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when });
      await startExchange(vault, attempt);
      await until('the code is on its way', () => held.waiting === 1);
      await erase(linked.customerId);
      const job = runJob();
      harness.release(held);
      await job;
      await until('it is erased', async () => {
        await runJob();
        return (await proofOf(linked.customerId)).finished_at !== null;
      });
      expect((await connectionsOf(harness, linked.customerId)).map(({ status }) => status)).toEqual([
        'disconnected',
      ]);
      expect(isFirstLive(user.id)).toBe(false);
      expect(await tablesWith(user.id)).toEqual([]);
      expect(await own('SELECT 1 FROM vault.grants WHERE customer_id = $1', [linked.customerId])).toEqual([]);
    },
  );

  it('after the claim and before the code is sent: nothing is sent', async () => {
    const { customerId } = await harness.link(vault);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    await erase(customerId);
    await expect(startExchange(vault, attempt)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      own(
        `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, deadline_at) VALUES ($1, sha256('x'), $2, 'sandbox', 'c', 'sent', now())`,
        [attempt.attemptId, customerId],
      ),
    ).rejects.toThrow('is being erased');
  });
});
