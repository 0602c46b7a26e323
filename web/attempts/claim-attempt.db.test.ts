import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import type { AppError } from '#lib/errors/app-error';
import { sha256Bytes } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import type { WiseAuthorise } from '#web/env/web-env';
import type { AttemptCustomer, CallbackContext } from './callback-types';
import { claimAttempt } from './claim-attempt';
import { MAX_OPEN_ATTEMPTS } from './limits';
import { parseCallback } from './parse-callback';
import { listUnfinishedAttempts, readAttempt } from './read-attempt';
import { startAttempt } from './start-attempt';

const wise: WiseAuthorise = {
  environment: 'sandbox',
  clientId: 'client-a',
  webUrl: 'https://wise.test',
  redirectUri: 'https://app.test/connect/sandbox/callback',
};
const production: WiseAuthorise = {
  ...wise,
  environment: 'production',
  redirectUri: 'https://app.test/connect/production/callback',
};

/** As a customer can read it to somebody. */
const REFERENCE = expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
const NOT_YOURS = { kind: 'not_yours', reference: REFERENCE };

const warn = vi.hoisted(() => vi.fn<(fields: { reason: string }, text: string) => void>());
vi.mock('#web/http/log', () => ({ webLog: () => ({ warn }) }));

let test_: TestDatabase;
let database: Database;
let ada: AttemptCustomer;
let bo: AttemptCustomer;
let lastAudit: bigint;
const browser = sha256Bytes('browser of Ada');

beforeAll(async () => {
  test_ = await createTestDatabase();
  database = openDatabase(test_.webUrl, { applicationName: 'test' });
});

beforeEach(async () => {
  ada = await person('Ada');
  bo = await person('Bo');
  lastAudit = (await database.db.auditEntry.aggregate({ _max: { id: true } }))._max.id ?? 0n;
});

afterAll(async () => {
  await database.close();
  await test_.drop();
});

async function person(name: string): Promise<AttemptCustomer> {
  const { id, email } = await database.db.customer.create({ data: { name, email: `${name}@example.com` } });
  return { customerId: id, name, email };
}

async function start(customer = ada, browserHash = browser) {
  const { attemptId, authorise } = await startAttempt(database.db, { customer, browserHash, wise });
  return { attemptId, authorise, state: authorise.searchParams.get('state') ?? '' };
}

const came = (query: Record<string, string>) => parseCallback(new URLSearchParams(query));
const claim = (query: Record<string, string>, who: Partial<CallbackContext> = {}) =>
  claimAttempt(database.db, came(query), { customer: ada, browserHash: browser, wise, ...who });

const row = (id: string) => database.db.connectAttempt.findUniqueOrThrow({ where: { id } });
const refusals = async () =>
  (
    await database.db.auditEntry.findMany({
      where: { action: 'attempt.refused', id: { gt: lastAudit } },
      orderBy: { id: 'asc' },
    })
  ).map(({ detail }) =>
    typeof detail === 'object' && detail !== null && 'reason' in detail ? detail.reason : '',
  );

describe('a start', () => {
  test('leads to Wise with a state of which only the hash is stored', async () => {
    const { attemptId, authorise, state } = await start();
    expect(authorise.origin + authorise.pathname).toBe('https://wise.test/oauth/authorize/');
    expect([...authorise.searchParams.keys()]).toEqual(['client_id', 'redirect_uri', 'state']);
    expect(authorise.searchParams.get('redirect_uri')).toBe(wise.redirectUri);
    const stored = await row(attemptId);
    expect(Buffer.from(stored.stateHash)).toEqual(sha256Bytes(state));
    expect(JSON.stringify(stored)).not.toContain(state);
    expect(stored.expiresAt.getTime() - stored.createdAt.getTime()).toBe(30 * 60_000);
  });

  test('is refused while too many are open, also when they come all at once', async () => {
    const starts = await Promise.allSettled(Array.from({ length: MAX_OPEN_ATTEMPTS + 5 }, () => start()));
    const refused = starts.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ reason: { code: 'TOO_MANY_REQUESTS' } });
    await expect(start(bo)).resolves.toBeDefined();
  });

  test('that is refused says when the oldest open attempt is over, and then there is room for one', async () => {
    for (let made = 0; made < MAX_OPEN_ATTEMPTS; made += 1) await start();
    const oldest = await database.db.connectAttempt.findFirstOrThrow({
      where: { customerId: ada.customerId },
      orderBy: { createdAt: 'asc' },
    });
    const setExpiry = (interval: string) =>
      database.db.$executeRaw`
        UPDATE public.connect_attempts SET expires_at = now() + ${interval}::interval WHERE id = ${oldest.id}::uuid`;
    await setExpiry('4 minutes');
    const refused = await start().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const { retryAfterSeconds = 0 } = refused as AppError;
    // below the 30 minutes of the others, however slow this machine is
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual(240);
    await setExpiry('0 seconds');
    await expect(start()).resolves.toBeDefined();
    await expect(start()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });
});

describe('a claim', () => {
  test('is won once by 50 simultaneous callbacks with one code, and all come to the same attempt', async () => {
    const { attemptId, state } = await start();
    // each names another profile: what the winner named is what all are answered
    const queries = Array.from({ length: 50 }, (_, n) => ({
      code: 'the-code',
      state,
      profileId: `${n + 1}`,
    }));
    const claims = await Promise.all(queries.map((query) => claim(query)));
    expect(claims.every((each) => each.kind === 'claimed' && each.attemptId === attemptId)).toBe(true);
    const stored = await row(attemptId);
    expect(stored.profileId).toMatch(/^\d+$/);
    expect(new Set(claims.map((each) => each.kind === 'claimed' && each.profileId))).toEqual(
      new Set([stored.profileId]),
    );
    expect(Buffer.from(stored.codeHash ?? [])).toEqual(sha256Bytes('the-code'));
  });

  test('is not undone by another code, which is refused', async () => {
    const { attemptId, state } = await start();
    await claim({ code: 'first', state, profileId: '1' });
    expect(await claim({ code: 'second', state, profileId: '1' })).toEqual(NOT_YOURS);
    expect(Buffer.from((await row(attemptId)).codeHash ?? [])).toEqual(sha256Bytes('first'));
    expect(await refusals()).toEqual(['other_code']);
  });

  test('keeps the profile of the first callback when a repeat names another', async () => {
    const { state } = await start();
    await claim({ code: 'c', state, profileId: '1' });
    expect(await claim({ code: 'c', state, profileId: '2' })).toMatchObject({ profileId: '1' });
  });

  test('of one tab leaves the attempt of another tab alone', async () => {
    const [one, two] = [await start(), await start()];
    expect(await claim({ code: 'two', state: two.state })).toMatchObject({ attemptId: two.attemptId });
    expect(await claim({ code: 'one', state: one.state })).toMatchObject({ attemptId: one.attemptId });
  });
});

describe('what does not match is refused and invalidated', () => {
  const code = 'code-of-ada';
  test.each<[string, () => Partial<CallbackContext>, string]>([
    ['a signed-out browser', () => ({ customer: undefined }), 'signed_out'],
    ['another customer in the same browser', () => ({ customer: bo }), 'other_customer'],
    ['another browser of the same customer', () => ({ browserHash: sha256Bytes('x') }), 'other_browser'],
    ['a browser without our cookie', () => ({ browserHash: undefined }), 'other_browser'],
    ['the redirect URI of another environment', () => ({ wise: production }), 'other_environment'],
  ])('%s', async (_case, who, reason) => {
    const { attemptId, state } = await start();
    expect(await claim({ code, state, profileId: '1' }, who())).toEqual(NOT_YOURS);
    expect(await row(attemptId)).toMatchObject({ claimedAt: null, codeHash: null, outcome: 'not_yours' });
    expect(await refusals()).toEqual([reason]);
    // Invalidated: the right person in the right browser comes too late.
    expect(await claim({ code, state, profileId: '1' })).toEqual({ kind: 'ended', attemptId });
    expect((await row(attemptId)).codeHash).toBeNull();
  });

  test.each<[string, (state: string) => Record<string, string>]>([
    ['no state', () => ({ code })],
    ['an empty state', () => ({ code, state: '' })],
    ['a random state', () => ({ code, state: newToken() })],
    ['a truncated state', (state) => ({ code, state: state.slice(0, -1) })],
    ['a state with its case changed', (state) => ({ code, state: swapCase(state) })],
    ['a state with a look-alike letter', (state) => ({ code, state: `${state.slice(0, -1)}А` })],
  ])('%s claims nothing', async (_case, query) => {
    const { attemptId, state } = await start();
    expect(await claim(query(state))).toEqual(NOT_YOURS);
    expect(await row(attemptId)).toMatchObject({ claimedAt: null, endedAt: null });
    expect(await refusals()).toHaveLength(1);
  });

  test('a stranger’s made-up callbacks leave no row in the audit trail, which cannot be emptied again', async () => {
    const stranger = { customer: undefined, browserHash: undefined };
    for (const query of [{ code }, { code, state: newToken() }, { state: newToken() }, {}]) {
      expect(await claim(query, stranger)).toEqual(NOT_YOURS);
    }
    expect(await refusals()).toEqual([]);
    expect(warn.mock.calls.map(([fields]) => fields.reason)).toEqual([
      'unreadable',
      'unknown_state',
      'unreadable',
      'unreadable',
    ]);
  });

  test('an expired attempt ends as expired, by the database’s clock', async () => {
    const { attemptId, state } = await start();
    await withClient(test_.ownerUrl, (owner) =>
      owner.query('UPDATE connect_attempts SET expires_at = now() - make_interval(secs => 1) WHERE id = $1', [
        attemptId,
      ]),
    );
    expect(await claim({ code, state })).toEqual({ kind: 'ended', attemptId });
    expect(await row(attemptId)).toMatchObject({ outcome: 'expired', codeHash: null });
  });

  test('another client id than at the start ends the attempt without a call', async () => {
    const { attemptId, state } = await start();
    const changed = { wise: { ...wise, clientId: 'client-b' } };
    expect(await claim({ code, state }, changed)).toEqual({ kind: 'ended', attemptId });
    expect(await row(attemptId)).toMatchObject({ outcome: 'interrupted', codeHash: null });
  });

  test('a doubled code invalidates the attempt whose state came with it', async () => {
    const { attemptId, state } = await start();
    const doubled = parseCallback(new URLSearchParams(`code=a&code=b&state=${state}`));
    const who = { customer: ada, browserHash: browser, wise };
    expect(await claimAttempt(database.db, doubled, who)).toEqual(NOT_YOURS);
    expect(await row(attemptId)).toMatchObject({ outcome: 'not_yours', codeHash: null });
  });

  test('a profile id that none can be ends the attempt, also for a second, better one', async () => {
    const { attemptId, state } = await start();
    expect(await claim({ code, state, profileId: '-1' })).toEqual({ kind: 'ended', attemptId });
    expect(await claim({ code, state, profileId: '1' })).toEqual({ kind: 'ended', attemptId });
    expect(await row(attemptId)).toMatchObject({ outcome: 'profile_mismatch' });
  });

  test('a stranger’s replay of a claimed callback changes nothing for its owner', async () => {
    const { attemptId, state } = await start();
    await claim({ code, state, profileId: '1' });
    expect(await claim({ code, state, profileId: '1' }, { customer: bo })).toEqual(NOT_YOURS);
    expect(await row(attemptId)).toMatchObject({ outcome: null, endedAt: null });
  });
});

describe('an error from Wise', () => {
  test('ends its attempt, and a repeat finds it ended', async () => {
    const { attemptId, state } = await start();
    const query = { error: 'access_denied', state };
    expect(await claim(query)).toEqual({ kind: 'ended', attemptId });
    expect(await claim(query)).toEqual({ kind: 'ended', attemptId });
    expect(await row(attemptId)).toMatchObject({ outcome: 'denied' });
  });

  test('without a state touches no attempt', async () => {
    const { attemptId } = await start();
    expect(await claim({ error: 'access_denied' })).toEqual({
      kind: 'unknown_refusal',
      outcome: 'denied',
      reference: REFERENCE,
    });
    expect(await row(attemptId)).toMatchObject({ claimedAt: null, endedAt: null });
  });
});

test('an attempt is shown to its customer, in its environment, and to nobody else', async () => {
  const { attemptId } = await start();
  const ask = { customerId: ada.customerId, environment: 'sandbox', attemptId } as const;
  expect(await readAttempt(database.db, ask)).toMatchObject({ id: attemptId, state: 'open' });
  expect(await readAttempt(database.db, { ...ask, customerId: bo.customerId })).toBeUndefined();
  expect(await readAttempt(database.db, { ...ask, environment: 'production' })).toBeUndefined();
  expect(await readAttempt(database.db, { ...ask, attemptId: "' OR 1=1" })).toBeUndefined();
});

test('an attempt left at Wise is no longer spoken of once a later one came back', async () => {
  const unfinished = async () => {
    const { underWay, left } = await listUnfinishedAttempts(database.db, ada.customerId);
    return [underWay.length, left?.id];
  };
  const left = await start();
  expect(await unfinished()).toEqual([0, left.attemptId]);
  const later = await start();
  await claim({ error: 'access_denied', state: later.state });
  expect(await unfinished()).toEqual([0, undefined]);
  const latest = await start();
  expect(await unfinished()).toEqual([0, latest.attemptId]);
});

function swapCase(text: string): string {
  const swapped = [...text].map((each) =>
    each === each.toLowerCase() ? each.toUpperCase() : each.toLowerCase(),
  );
  return swapped.join('');
}
