import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '#lib/hash/tokens';
import { startSession } from '#web/sessions/sessions';
import { signInDemoPerson } from './dev';
import { endedSession } from './ended-session';
import { addStaff, Jar, openWorld, type World } from './testing/world';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const AUDIENCES = ['customer', 'staff'] as const;

/** Somebody's browser, whose session `change` alters as time would. */
async function browserAfter(audience: (typeof AUDIENCES)[number], change: string): Promise<Jar> {
  const jar = new Jar();
  const token = newToken();
  jar.set(`cw-${audience}`, token);
  if (audience === 'staff') {
    const staffId = await addStaff(world, `${token}@example.com`);
    await startSession(world.db, { audience: 'staff', personId: staffId, token, method: 'email' });
  } else {
    const demo = new Jar();
    const made = await signInDemoPerson(world.ask(demo, 'customer'), 'ada@example.com', undefined);
    demo.keep(made?.cookies ?? []);
    const [row] = await world.rows<{ id: string }>(
      `SELECT id FROM customers WHERE email = 'ada@example.com'`,
    );
    await startSession(world.db, { audience: 'customer', personId: row?.id ?? '', token, method: 'email' });
  }
  await world.rows(
    `${change.replace('sessions', `${audience}_sessions`)} WHERE token_hash = encode(sha256($1::bytea), 'hex')`,
    [token],
  );
  return jar;
}

describe.each(AUDIENCES)('a session of %s that is over says why', (audience) => {
  it.each([
    [
      'idle',
      `UPDATE sessions SET last_seen_at = now() - interval '30 minutes'`,
      { why: 'idle', minutes: 30 },
    ],
    [
      'idle, and its time was up later',
      `UPDATE sessions SET last_seen_at = now() - interval '9 hours', expires = now() - interval '1 hour'`,
      { why: 'idle', minutes: 30 },
    ],
    [
      'at its limit while it was used',
      `UPDATE sessions SET last_seen_at = now() - interval '29 minutes', expires = now() - interval '1 second'`,
      { why: 'too_long', minutes: 480 },
    ],
    ['ended elsewhere, or swept', `DELETE FROM sessions`, { why: 'ended' }],
  ])('%s', async (_case, change, expected) => {
    const jar = await browserAfter(audience, change);
    expect(await endedSession(world.ask(jar, audience))).toEqual(expected);
  });

  it('and nothing where there was none, or only the other audience’s', async () => {
    const other = new Jar();
    other.set(audience === 'staff' ? 'cw-customer' : 'cw-staff', newToken());
    for (const jar of [new Jar(), other]) {
      expect(await endedSession(world.ask(jar, audience))).toBeUndefined();
    }
  });
});
