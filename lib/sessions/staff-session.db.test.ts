import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '#lib/hash/tokens';
import { addStaff, openWorld, type World } from '#web/auth/testing/world';
import { startSession } from '#web/sessions/sessions';
import { findSession } from './session';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function signedIn(staffId: string, replaces?: string): Promise<string> {
  const token = newToken();
  await startSession(world.db, { audience: 'staff', personId: staffId, token, method: 'dev', replaces });
  return token;
}

describe('a staff session', () => {
  it('carries the role the database has now, not the one at sign-in', async () => {
    const id = await addStaff(world, 'role@example.com', 'admin');
    const token = await signedIn(id);
    expect(await findSession(world.db, 'staff', token)).toMatchObject({ staffId: id, role: 'admin' });
    await world.rows(`UPDATE staff SET role = 'viewer' WHERE id = $1`, [id]);
    expect(await findSession(world.db, 'staff', token)).toMatchObject({ role: 'viewer' });
  });

  it('is over the moment the person is disabled, and cannot be started again', async () => {
    const id = await addStaff(world, 'gone@example.com');
    const token = await signedIn(id);
    await world.rows('UPDATE staff SET disabled_at = now() WHERE id = $1', [id]);
    expect(await findSession(world.db, 'staff', token)).toBeUndefined();
    await expect(signedIn(id)).rejects.toThrow('gone or disabled');
  });

  it.each([
    ['idle for more than 30 minutes', 'last_seen_at', '30 minutes 1 second'],
    ['past its absolute end', 'expires', '1 second'],
  ])('%s is over', async (_what, column, interval) => {
    const token = await signedIn(await addStaff(world, `${column}@example.com`));
    await world.rows(`UPDATE staff_sessions SET ${column} = now() - $1::interval`, [interval]);
    expect(await findSession(world.db, 'staff', token)).toBeUndefined();
  });

  it('ends when its browser signs in again', async () => {
    const id = await addStaff(world, 'twice@example.com');
    const before = await signedIn(id);
    const after = await signedIn(id, before);
    expect(await findSession(world.db, 'staff', before)).toBeUndefined();
    expect(await findSession(world.db, 'staff', after)).toBeDefined();
  });
});
