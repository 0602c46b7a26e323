import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { startErasure } from '#vault/personal-data/start-erasure';
import type { VaultContext } from '#vault/runtime/context';
import { consentOf, newStaff } from '#vault/testing/attempts';
import { issuedTo } from '#vault/testing/exchanges';
import { Harness } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import { carryOut, importFile } from './import';
import { sealGrants } from './seal-grants.mjs';

// What else goes on while a file is imported: another file, a second run of it, somebody who discards it, an erasure.

const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';
const OPERATOR = 'import:test';
const REFRESH = 'token:refresh_token';

let harness: Harness;
let vault: VaultContext;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: { sendWithinMs: 1_000, lateEffectMs: 0 } });
  key = (await carryOut(vault, { act: 'key', days: 7 }, OPERATOR)).text;
});
afterAll(() => harness.close());
afterEach(() => harness.reset());

let people = 0;
type Line = {
  environment: 'sandbox';
  external_id: string;
  refresh_token: string;
  user_id: string;
  profile_id: string;
};

/** A grant as the partner's own system has it. */
async function ownGrant(externalId?: string): Promise<Line> {
  const user = newWiseUser(harness.emulator);
  people += 1;
  const { code } = await consentOf(harness, user);
  const [wise] = vault.wise.all;
  const answer = await wise?.exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI });
  if (answer?.kind !== 'tokens') throw new Error('no tokens');
  return {
    external_id: externalId ?? `together-${people}`,
    environment: 'sandbox',
    profile_id: user.profileId,
    user_id: user.id,
    refresh_token: answer.tokens.refresh?.reveal() ?? '',
  };
}

const seal = (lines: Line[]) =>
  sealGrants(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')), key);
const importSealed = (file: string) => importFile(vault, file, { operator: OPERATOR });
const importLines = (lines: Line[]) => importSealed(seal(lines));
const rows = async (sql: string, values: unknown[] = []) => (await harness.owner.query(sql, values)).rows;

async function connectedOf(lines: readonly Line[]): Promise<string[]> {
  const found = await rows(
    `SELECT a.subject FROM connections c JOIN customer_accounts a ON a.customer_id = c.customer_id
     WHERE a.subject = ANY ($1) ORDER BY 1`,
    [lines.map(({ external_id }) => external_id)],
  );
  return found.map(({ subject }) => subject);
}

/** How many rows wait in this state. */
const rowsIn = async (state: string) =>
  (await rows('SELECT FROM vault.import_rows WHERE state = $1', [state])).length;

/** A file of two lines, stopped where the first token is on its way and the answer for the other is stored. */
async function stoppedImport(lines: [Line, Line]) {
  const held = harness.plant({ endpoint: REFRESH, kind: 'hold', when: 'before' });
  const told = importLines(lines);
  await until('one waits', async () => held.waiting === 1 && (await rowsIn('received')) === 1);
  const goOn = async () => {
    harness.release(held);
    return (await told).text;
  };
  return goOn;
}

const importIdOf = async ({ external_id }: Line): Promise<string> =>
  (await rows('SELECT import_id FROM vault.import_rows WHERE external_id = $1', [external_id]))[0]?.import_id;
const discard = (id: string) => carryOut(vault, { act: 'discard', id, evenRotated: false }, OPERATOR);

/** A customer who is here already by an earlier import, and how to erase them. */
async function knownCustomer() {
  const line = await ownGrant();
  expect((await importLines([line])).text).toContain('1 connection is made');
  const [{ customer_id: customerId }] = await rows(
    'SELECT customer_id FROM customer_accounts WHERE subject = $1',
    [line.external_id],
  );
  const actor = { kind: 'staff', id: await newStaff(harness, 'admin'), role: 'admin' } as const;
  return { line, customerId, erase: () => startErasure(vault, customerId, async () => ({ actor })) };
}

it('a line that another file takes meanwhile: the others are not accepted without it', async () => {
  const [one, two, three] = [await ownGrant(), await ownGrant(), await ownGrant()];
  const goOn = await stoppedImport([one, two]);
  const other = importLines([one, { ...three, profile_id: '99' }]);
  await until('it is moved', async () => (await rows('SELECT FROM vault.import_rows')).length === 3);
  expect(await goOn()).toContain(`line 1, ${one.external_id}: another file`);
  expect((await other).text).toContain('No connection was made');
  expect(await connectedOf([one, two, three])).toEqual([]);
  expect((await importLines([one, two, three])).text).toContain('3 connections are made');
});

it('a line whose customer is erased meanwhile is told, and the others are not accepted without it', async () => {
  const { line, erase } = await knownCustomer();
  const [theirs, other] = [await ownGrant(line.external_id), await ownGrant()];
  const goOn = await stoppedImport([theirs, other]);
  await erase();
  expect(await goOn()).toContain(
    `line 1, ${line.external_id}: it was taken away meanwhile: its customer was erased`,
  );
  expect(await connectedOf([theirs, other])).toEqual([]);
  expect((await importLines([other])).text).toContain('1 connection is made');
});

it('an erasure that begins while the import is being accepted waits for it, and then ends that connection too', async () => {
  const { line, customerId, erase } = await knownCustomer();
  const [first, theirs] = [await ownGrant(' first'), await ownGrant(line.external_id)];
  // whoever holds this keeps the import at its first line
  const blocker = await harness.owner.connect();
  await blocker.query('BEGIN');
  await blocker.query(`SELECT pg_advisory_xact_lock(hashtextextended('external id partner  first', 0))`);
  const waiting = (count: number) =>
    until('it waits', async () => (await rows('SELECT FROM pg_locks WHERE NOT granted')).length >= count);
  const file = importLines([first, theirs]);
  await waiting(1);
  const erased = erase();
  await waiting(2);
  await blocker.query('COMMIT');
  blocker.release();
  expect((await file).text).toContain('2 connections are made');
  expect(await erased).toMatchObject({ state: 'under_way' });
  expect(await rows('SELECT status, reason FROM connections WHERE customer_id = $1', [customerId])).toEqual([
    { status: 'disconnected', reason: 'erasure' },
    { status: 'disconnected', reason: 'erasure' },
  ]);
});

it('is not discarded while an answer of Wise may come, which may be the only token that lives', async () => {
  harness.emulator.state.settings.merge({ rotateRefreshTokens: true });
  const line = await ownGrant();
  const held = harness.plant({ endpoint: REFRESH, kind: 'hold', when: 'after' });
  const told = importLines([line]);
  await until('the answer is on its way', () => held.waiting === 1);
  expect((await discard(await importIdOf(line))).text).toContain('for 1 grants, or its answer is missing');
  harness.release(held);
  expect((await told).text).toContain('1 connection is made');
});

it('run twice at once is accepted once, and both runs say so', async () => {
  const [one, two] = [await ownGrant(), await ownGrant()];
  const file = seal([one, two]);
  const told = await Promise.all([importSealed(file), importSealed(file)]);
  for (const { text } of told)
    expect(text).toMatch(/2 connections are made|accepted on|answer of Wise is missing/);
  expect((await importSealed(file)).text).toMatch(/2 connections/);
  expect(await connectedOf([one, two])).toHaveLength(2);
  for (const { user_id } of [one, two])
    expect(issuedTo(harness, user_id).filter(({ grantType }) => grantType === 'refresh_token')).toHaveLength(
      1,
    );
});
