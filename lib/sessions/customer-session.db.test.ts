import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '#lib/hash/tokens';
import { openWorld, type World } from '#web/auth/testing/world';
import { addCustomer } from '#web/customers/people';
import { endSession, startSession, touchSession } from '#web/sessions/sessions';
import { findSession } from './session';

let world: World;
let customerId: string;

beforeAll(async () => {
  world = await openWorld();
  const customer = await addCustomer(
    world.db,
    { provider: 'customer-oidc', issuer: 'https://idp.example', subject: 'ada', type: 'oauth' },
    { name: 'Ada', email: 'ada@example.com', isEmailVerified: true },
  );
  customerId = customer.id;
});
afterAll(() => world.close());

async function signedIn(replaces?: string): Promise<string> {
  const token = newToken();
  await startSession(world.db, {
    audience: 'customer',
    personId: customerId,
    token,
    method: 'email',
    replaces,
  });
  return token;
}

const age = (token: string, column: string, interval: string) =>
  world.rows(
    `UPDATE customer_sessions SET ${column} = now() - $2::interval
      WHERE token_hash = encode(sha256(convert_to($1, 'UTF8')), 'hex')`,
    [token, interval],
  );

describe('a customer session', () => {
  it('is found by its raw token, with the person and a recent sign-in', async () => {
    const session = await findSession(world.db, 'customer', await signedIn());
    expect(session).toMatchObject({ customerId, name: 'Ada', email: 'ada@example.com', isRecent: true });
    const hours = ((session?.expires.getTime() ?? 0) - (session?.signedInAt.getTime() ?? 0)) / 3_600_000;
    expect(hours).toBeCloseTo(8, 3);
  });

  it('is stored as a hash: the token that signs in is nowhere in the database', async () => {
    const token = await signedIn();
    const stored = await world.rows('SELECT customer_sessions::text AS row FROM customer_sessions');
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  it('is not found by its hash, by nothing, or by what is no token', async () => {
    await signedIn();
    const hashes = await world.rows<{ token_hash: string }>('SELECT token_hash FROM customer_sessions');
    for (const value of [...hashes.map((row) => row.token_hash), undefined, '', "' OR true --", newToken()]) {
      expect(await findSession(world.db, 'customer', value)).toBeUndefined();
    }
  });

  it.each([
    ['idle for more than 30 minutes', 'last_seen_at', '30 minutes 1 second'],
    ['past its absolute end', 'expires', '1 second'],
  ])('%s is over', async (_what, column, interval) => {
    const token = await signedIn();
    await age(token, column, interval);
    expect(await findSession(world.db, 'customer', token)).toBeUndefined();
  });

  it('29 minutes idle goes on, and a proof 31 minutes ago is no longer recent', async () => {
    const token = await signedIn();
    await age(token, 'last_seen_at', '29 minutes');
    await age(token, 'authenticated_at', '31 minutes');
    expect(await findSession(world.db, 'customer', token)).toMatchObject({ isRecent: false });
  });

  it.each([
    ['40 minutes before', -40, false],
    ['20 minutes before', -20, true],
    ['by a clock that is ahead of ours', 40, true],
  ])(
    'of a person who proved who they are at their provider %s rests on that',
    async (_when, minutes, isRecent) => {
      const token = newToken();
      const authenticatedAt = new Date(Date.now() + minutes * 60_000);
      await startSession(world.db, {
        audience: 'customer',
        personId: customerId,
        token,
        method: 'oidc',
        authenticatedAt,
      });
      expect(await findSession(world.db, 'customer', token)).toMatchObject({ isRecent });
      const stored = await world.rows<{ isLater: boolean }>(
        'SELECT authenticated_at > created_at AS "isLater" FROM customer_sessions',
      );
      expect(
        stored.some((row) => row.isLater),
        'nobody proves anything in the future',
      ).toBe(false);
    },
  );

  it('is kept alive by use, with at most one write a minute', async () => {
    const token = await signedIn();
    const session = await findSession(world.db, 'customer', token);
    const seen = async () =>
      (
        await world.rows<{ at: string }>(
          'SELECT last_seen_at::text AS at FROM customer_sessions WHERE id = $1',
          [session?.sessionId],
        )
      )[0]?.at;
    const first = await seen();
    await touchSession(world.db, 'customer', session?.sessionId ?? '');
    expect(await seen()).toBe(first);
    await age(token, 'last_seen_at', '2 minutes');
    const old = await seen();
    await touchSession(world.db, 'customer', session?.sessionId ?? '');
    expect(await seen()).not.toBe(old);
  });

  it('ends when its browser signs in again; another browser of the same person stays signed in', async () => {
    const elsewhere = await signedIn();
    const before = await signedIn();
    const after = await signedIn(before);
    expect(await findSession(world.db, 'customer', before)).toBeUndefined();
    expect(await findSession(world.db, 'customer', after)).toBeDefined();
    expect(await findSession(world.db, 'customer', elsewhere)).toBeDefined();
  });

  it('leaves an audit row at its start and at its end, with the person in the erasable part only', async () => {
    const token = await signedIn();
    const session = await findSession(world.db, 'customer', token);
    await world.db.$transaction((tx) => endSession(tx, 'customer', token, 'signed_out'));
    await world.db.$transaction((tx) => endSession(tx, 'customer', token, 'signed_out'));
    const rows = await world.rows<{ action: string; actor_id: string; detail: object; data: object }>(
      `SELECT action, actor_id, detail, data FROM audit_entries JOIN audit_personal ON entry_id = id
        WHERE detail ->> 'sessionId' = $1 ORDER BY id`,
      [session?.sessionId],
    );
    expect(rows.map((row) => row.action)).toEqual(['session.started', 'session.ended']);
    expect(rows.map((row) => row.actor_id)).toEqual([customerId, customerId]);
    expect(JSON.stringify(rows.map((row) => row.detail))).not.toContain('ada@example.com');
    expect(rows[0]?.data).toMatchObject({ actorEmail: 'ada@example.com' });
  });
});
