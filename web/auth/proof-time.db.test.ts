import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { beginOidc } from './oidc';
import { OidcWorld } from './testing/oidc-world';
import { addStaff, Jar } from './testing/world';

let oidc: OidcWorld;

beforeAll(async () => {
  oidc = await OidcWorld.open([{ sub: 'ada', name: 'Ada', email: 'ada@example.com', emailVerified: true }]);
});
afterAll(() => oidc.close());

describe('the time at which a person proved who they are', () => {
  afterEach(() => {
    oidc.idp.disregards.clear();
    oidc.idp.signedInSecondsAgo = 0;
  });

  it('is asked for with every sign-in, so that a provider asks again when it was long ago', async () => {
    for (const audience of ['customer', 'staff'] as const) {
      const begun = await beginOidc(oidc.world.ask(new Jar(), audience), false);
      expect(begun.kind === 'leave' && new URL(begun.href).searchParams.get('max_age')).toBe('1800');
    }
  });

  it('is what a recent sign-in rests on, not the time of coming back', async () => {
    oidc.idp.signedInSecondsAgo = 20 * 60;
    const jar = new Jar();
    await oidc.signIn(jar, 'customer', 'ada');
    const session = await oidc.customerOf(jar);
    expect(session).toMatchObject({ isRecent: true });
    const rows = await oidc.world.rows<{ minutes: number }>(
      `SELECT round(extract(epoch FROM created_at - authenticated_at) / 60)::int AS minutes
         FROM customer_sessions WHERE id = $1`,
      [session?.sessionId],
    );
    expect(rows).toEqual([{ minutes: 20 }]);
  });

  it('was before the window: a sign-in that was under way for so long is one, and is not recent', async () => {
    oidc.idp.disregards.add('max_age');
    oidc.idp.signedInSecondsAgo = 40 * 60;
    await addStaff(oidc.world, 'late@example.com');
    oidc.idp.people.set('late', {
      sub: 'late',
      name: 'Late',
      email: 'late@example.com',
      emailVerified: true,
    });
    const jar = new Jar();
    await oidc.signIn(jar, 'staff', 'late');
    expect(await oidc.staffOf(jar)).toMatchObject({ isRecent: false });
  });

  it('is too old: a provider that disregards prompt and max_age signs nobody in anew', async () => {
    oidc.idp.disregards.add('max_age').add('prompt');
    oidc.idp.signedInSecondsAgo = 50 * 60;
    await addStaff(oidc.world, 'sso@example.com');
    oidc.idp.people.set('sso', { sub: 'sso', name: 'Sso', email: 'sso@example.com', emailVerified: true });
    const answer = await oidc.signIn(new Jar(), 'staff', 'sso');
    expect(answer).toMatchObject({ kind: 'refused', reason: 'not_fresh' });
  });

  it('is not told: a provider that leaves auth_time out signs nobody in', async () => {
    oidc.idp.disregards.add('max_age');
    const answer = await oidc.signIn(new Jar(), 'customer', 'ada');
    expect(answer).toMatchObject({ kind: 'refused', reason: 'not_fresh' });
  });
});
