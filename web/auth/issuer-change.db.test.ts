import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindColleague, releaseColleagues } from '#cli/staff/rebind';
import { OidcWorld } from './testing/oidc-world';
import { addStaff, Jar } from './testing/world';

const FORMER = 'https://former-sso.example.com';
let oidc: OidcWorld;

beforeAll(async () => {
  oidc = await OidcWorld.open([]);
});
afterAll(() => oidc.close());

function known(sub: string, email: string, emailVerified = true): void {
  oidc.idp.people.set(sub, { sub, name: sub, email, emailVerified });
}

/** Somebody who signed in while another provider was configured. */
async function colleagueFromBefore(name: string): Promise<{ id: string; email: string }> {
  const email = `${name}@example.com`;
  const id = await addStaff(oidc.world, email, 'operator');
  await oidc.world.rows(
    `INSERT INTO staff_accounts (provider, issuer, subject, type, staff_id) VALUES ('staff-oidc', $1, $2, 'oauth', $3)`,
    [FORMER, `${name}-at-former`, id],
  );
  return { id, email };
}

const accountsOf = (id: string) =>
  oidc.world.rows('SELECT issuer, subject FROM staff_accounts WHERE staff_id = $1', [id]);

describe('after a change of the staff’s provider', () => {
  it('a confirmed address alone takes nobody’s place; once an operator has let go of the old account it does, once', async () => {
    const { id, email } = await colleagueFromBefore('ann');
    known('ann-new', email);
    expect(await oidc.signIn(new Jar(), 'staff', 'ann-new')).toMatchObject({
      kind: 'refused',
      reason: 'other_account',
    });
    const [{ issuer, subject } = {}] = await accountsOf(id);
    expect({ issuer, subject }).toEqual({ issuer: FORMER, subject: 'ann-at-former' });

    expect(await releaseColleagues(oidc.world.ownerUrl, { email })).toMatchObject({ exitCode: 0 });
    known('ann-fake', email, false);
    expect(await oidc.signIn(new Jar(), 'staff', 'ann-fake')).toMatchObject({ reason: 'unverified_email' });
    const jar = new Jar();
    expect(await oidc.signIn(jar, 'staff', 'ann-new')).toMatchObject({ kind: 'signed_in' });
    expect(await oidc.staffOf(jar)).toMatchObject({ staffId: id, role: 'operator' });
    known('ann-second', email);
    expect(await oidc.signIn(new Jar(), 'staff', 'ann-second')).toMatchObject({ reason: 'other_account' });
  });

  it('everybody of the former provider can be let go of at once, and nobody else is', async () => {
    const [bea, cem] = [await colleagueFromBefore('bea'), await colleagueFromBefore('cem')];
    const stays = await addStaff(oidc.world, 'dan@example.com');
    known('dan', 'dan@example.com');
    const dan = new Jar();
    await oidc.signIn(dan, 'staff', 'dan');

    const { text, exitCode } = await releaseColleagues(oidc.world.ownerUrl, { issuer: FORMER });
    expect(exitCode).toBe(0);
    expect(text).toContain(bea.email);
    expect(text).toContain(cem.email);
    expect(text).not.toContain('dan@example.com');
    expect(await accountsOf(bea.id)).toEqual([]);
    expect(await accountsOf(stays)).toHaveLength(1);
    expect(await oidc.staffOf(dan)).toMatchObject({ staffId: stays });
    expect(await releaseColleagues(oidc.world.ownerUrl, { issuer: FORMER })).toMatchObject({ exitCode: 1 });
  });

  it('a person can be bound to one account exactly, whatever address it has', async () => {
    const { id, email } = await colleagueFromBefore('eve');
    const to = { email, issuer: oidc.idp.issuer, subject: 'eve-new' };
    expect(await bindColleague(oidc.world.ownerUrl, to)).toMatchObject({ exitCode: 0 });
    known('eve-other', email);
    expect(await oidc.signIn(new Jar(), 'staff', 'eve-other')).toMatchObject({ reason: 'other_account' });
    known('eve-new', 'eve@private.example', false);
    const jar = new Jar();
    await oidc.signIn(jar, 'staff', 'eve-new');
    expect(await oidc.staffOf(jar)).toMatchObject({ staffId: id });
  });

  it('the account of a colleague is never handed over', async () => {
    const [fay, gus] = [await colleagueFromBefore('fay'), await colleagueFromBefore('gus')];
    const stolen = { email: gus.email, issuer: FORMER, subject: 'fay-at-former' };
    await expect(bindColleague(oidc.world.ownerUrl, stolen)).rejects.toThrow('another member of staff');
    expect(await accountsOf(fay.id)).toEqual([{ issuer: FORMER, subject: 'fay-at-former' }]);
    expect(await accountsOf(gus.id)).toEqual([{ issuer: FORMER, subject: 'gus-at-former' }]);
  });
});
