import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { addSecret } from './events/endpoint-secret';
import { givePositions } from './events/give-positions';
import { sendEvents } from './events/send-events';
import { housekeeping } from './grants/refresh-loop';
import { makeImportKey } from './imports/import-key';
import { runImport } from './imports/run-import';
import { encrypt } from './jose/encrypt';
import { actOnPersonalToken } from './personal-tokens/act-on-token';
import type { VaultContext } from './runtime/context';
import { claimApproval } from './sca/claim-approval';
import { handOut } from './sca/hand-out';
import { consentOf, signIn } from './testing/attempts';
import { Harness, UNHURRIED } from './testing/harness';
import { sealedBy } from './testing/personal-token-requests';
import { challengeOf } from './testing/sca';
import { approved, newStaffWithPasskey } from './testing/step-up';
import { newWiseUser } from './testing/wise-users';

const environment = 'sandbox' as const;
const signal = new AbortController().signal;

let harness: Harness;
let vault: VaultContext;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  const log = createLogger('test', 'error', { write: (line) => lines.push(JSON.parse(line)) });
  const deadlines = { ...UNHURRIED, lateEffectMs: 0 };
  vault = harness.vault({ deadlines, log });
});
beforeEach(async () => {
  harness.reset();
  await harness.owner.query('DELETE FROM alarms');
  await harness.owner.query('DELETE FROM vault.event_endpoints');
  lines.splice(0);
});
afterAll(() => harness.close());

type Sealed = {
  /** The record: its table, the sealed column, its row. */
  at: [table: string, column: string, id: string];
  /** What the log names it by. */
  name: Record<string, string>;
  environment: 'sandbox' | null;
  open: () => Promise<unknown>;
  /** Nobody waits for its answer. */
  isJob?: true;
};

async function challenge() {
  const linked = await harness.link(vault);
  const { challengeId } = await challengeOf(harness, vault, linked);
  const { rows } = await harness.owner.query('SELECT digest FROM vault.sca_challenges WHERE id = $1', [
    challengeId,
  ]);
  const token = await signIn(harness, 'customer', linked.customerId, { age: 0 });
  const call = { challengeId, connectionId: linked.id, digest: rows[0].digest, apiKeyId: 'key' };
  const session = { audience: 'customer', token } as const;
  const sealed = {
    at: ['vault.sca_challenges', 'token', challengeId],
    name: { challengeId },
    environment,
  } as const;
  return { sealed, call, session };
}

async function handedOut(): Promise<Sealed> {
  const { sealed, call, session } = await challenge();
  const { challengeId } = call;
  return { ...sealed, at: [...sealed.at], open: () => handOut(vault, { session, challengeId, environment }) };
}

async function claimed(): Promise<Sealed> {
  const { sealed, call } = await challenge();
  return { ...sealed, at: [...sealed.at], open: () => claimApproval(vault, call) };
}

async function eventSecret(): Promise<Sealed> {
  const { id: endpointId } = await vault.database.db.eventEndpoint.create({
    data: { environment, url: 'https://shop.example/events', types: [], description: '' },
  });
  await vault.database.db.$transaction((tx) => addSecret(tx, vault, { endpointId, environment }));
  const { rows } = await harness.owner.query('SELECT id FROM vault.event_secrets WHERE endpoint_id = $1', [
    endpointId,
  ]);
  const linked = await harness.link(vault);
  await harness.owner.query('UPDATE connections SET frozen_at = now() WHERE id = $1', [linked.id]);
  await givePositions(vault.database);
  return {
    at: ['vault.event_secrets', 'secret', rows[0].id],
    name: { endpointId, rowId: rows[0].id },
    environment,
    isJob: true,
    open: async () => sendEvents(vault, {}, signal),
  };
}

async function sealingKey(): Promise<Sealed> {
  const dana = await newStaffWithPasskey(harness, 'admin');
  const sealed = await sealedBy(vault, dana, 'personal_token.store', 'a-typed-token');
  const act = { act: 'personal_token.store', environment, profileId: '', sealed } as const;
  const { rows } = await harness.owner.query('SELECT id FROM vault.sealing_keys');
  const id: string = rows[0].id;
  return {
    at: ['vault.sealing_keys', 'private_key', id],
    name: { sealingKeyId: id },
    environment: null,
    open: async () =>
      actOnPersonalToken(vault, { session: dana.session, act, stepUp: await approved(vault, dana, act) }),
  };
}

/** A file of one grant. */
async function importFile() {
  const user = newWiseUser(harness.emulator);
  const { code } = await consentOf(harness, user);
  const redirectUri = 'http://localhost:3000/connect/sandbox/callback';
  const given = await vault.wise.all.at(0)?.exchangeCode({ code: new Secret(code), redirectUri });
  if (given?.kind !== 'tokens') throw new Error('no tokens');
  const { id: kid, publicKey } = await makeImportKey(vault, { days: 1, operator: 'ops' });
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('jwk', publicKey, algorithm, false, ['encrypt']);
  const refresh_token = given.tokens.refresh?.reveal();
  const row = { external_id: user.id, environment, refresh_token, profile_id: user.profileId };
  const file = await encrypt(Buffer.from(JSON.stringify(row)), { key, kid });
  return { kid, user, run: () => runImport(vault, { file, operator: 'ops' }) };
}

async function importKey(): Promise<Sealed> {
  const { kid, run } = await importFile();
  const name = { importKeyId: kid };
  return { at: ['vault.import_keys', 'private_key', kid], name, environment: null, open: run };
}

/** The answer of Wise is kept; it is not asked yet whose it is. */
async function receivedRow() {
  const { user, run } = await importFile();
  harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '', count: 1 });
  expect(await run()).toMatchObject({ kind: 'waits', why: 'unavailable' });
  vault.pauses.end('sandbox', performance.now());
  const { rows } = await harness.owner.query('SELECT id FROM vault.import_rows WHERE external_id = $1', [
    user.id,
  ]);
  const importRowId: string = rows[0].id;
  return { importRowId, open: run, user };
}

async function importRow(): Promise<Sealed> {
  const { importRowId, open } = await receivedRow();
  return {
    at: ['vault.import_rows', 'access', importRowId],
    name: { importRowId },
    environment,
    open,
  };
}

async function acceptedRow(): Promise<Sealed> {
  const { importRowId, open, user } = await receivedRow();
  await harness.owner.query(
    `UPDATE vault.import_rows SET state = 'checked', checked_at = now(), wise_user_id = $2,
       profile_type = 'personal', profile_name = 'Ann' WHERE id = $1`,
    [importRowId, user.id],
  );
  return { at: ['vault.import_rows', 'access', importRowId], name: { importRowId }, environment, open };
}

const RECORDS: [string, () => Promise<Sealed>][] = [
  ['a one-time token that is handed out', handedOut],
  ['a one-time token that goes with its call', claimed],
  ['the secret of an endpoint for events', eventSecret],
  ['the key that a personal token was sealed for', sealingKey],
  ['the key of an import', importKey],
  ['a grant of an import that is checked', importRow],
  ['a grant of an import that is accepted', acceptedRow],
];

/** How it fails, as whoever asked is told, and what staff are told. */
async function failureOf({ open }: Sealed) {
  lines.splice(0);
  const error = await open().then(
    () => new Error('it was opened'),
    (why: unknown) => why,
  );
  const told = error instanceof AppError ? [error.code, error.retryAfterSeconds] : error;
  const { rows } = await harness.owner.query('SELECT code, environment FROM alarms WHERE cleared_at IS NULL');
  return { told, alarms: rows };
}

it.each(RECORDS)('%s: changed, it is refused, alarmed and named in the log', async (_what, seal) => {
  const sealed = await seal();
  const [table, column, id] = sealed.at;
  await harness.owner.query(
    `UPDATE ${table} SET ${column} = set_byte(${column}, 20, get_byte(${column}, 20) # 1) WHERE id = $1`,
    [id],
  );
  const { told, alarms } = await failureOf(sealed);
  expect(alarms).toEqual([{ code: 'record_refused', environment: sealed.environment }]);
  if (!sealed.isJob) expect(told).toEqual(['RECORD_REFUSED', undefined]);
  expect(lines).toContainEqual(expect.objectContaining(sealed.name));
});

it.each(RECORDS)('%s: without its key, it is alarmed and asks to come back', async (_what, seal) => {
  const sealed = await seal();
  const [table, , id] = sealed.at;
  await harness.owner.query(`UPDATE ${table} SET key_id = 'gone' WHERE id = $1`, [id]);
  const { told, alarms } = await failureOf(sealed);
  expect(alarms).toEqual([{ code: 'vault_key_missing', environment: sealed.environment }]);
  if (!sealed.isJob) expect(told).toEqual(['KEY_UNKNOWN', 60]);
  expect(lines).toContainEqual(expect.objectContaining(sealed.name));
});

it.each([
  ['record_refused', 25 * 60],
  ['vault_key_missing', 11],
])('%s of neither environment is closed when it was not seen for so long', async (code, minutes) => {
  await harness.owner.query(
    `INSERT INTO alarms (code, last_seen_at) VALUES ($1, now() - make_interval(mins => $2))`,
    [code, minutes],
  );
  await housekeeping(vault);
  expect(await harness.openAlarms()).toEqual([]);
});
