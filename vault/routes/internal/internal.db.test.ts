import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { setReadOnly } from '#test/database/read-only';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { attemptOf, newCustomer, newStaff, type SessionTimes, signIn } from '#vault/testing/attempts';
import { connectionsOf, sendingsOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { INTERNAL_ROUTES } from '#vault/testing/internal-routes';
import { approve, newStaffWithPasskey } from '#vault/testing/step-up';
import { newWiseUser } from '#vault/testing/wise-users';
import {
  checkConnection,
  disconnectConnection,
  exchangeCode,
  isVaultReady,
} from '#web/vault-client/vault-client';

const KEY = new Secret('an internal key of more than 32 characters');
let harness: Harness;
let vault: Vault;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, drainMs: 5_000, loopMs: 100 } });
});
afterEach(() => harness.reset());
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const endpoint = () => ({ url: vault.internalUrl, key: KEY });

async function customer(times?: SessionTimes): Promise<{ id: string; session: SessionClaim }> {
  const id = await newCustomer(harness);
  return { id, session: { audience: 'customer', token: await signIn(harness, 'customer', id, times) } };
}

async function staff(role: string, times?: SessionTimes): Promise<SessionClaim> {
  return { audience: 'staff', token: await signIn(harness, 'staff', await newStaff(harness, role), times) };
}

/** A customer with one connection, made through the entry point that web uses. */
async function connected(): Promise<{ id: string; session: SessionClaim; connectionId: string }> {
  const owner = await customer();
  const attempt = await attemptOf(harness, owner.id, newWiseUser(harness.emulator));
  const answer = await exchangeCode({ session: owner.session, profileId: null, ...attempt }, endpoint());
  if (answer.connectionId === null) throw new Error(`not connected: ${answer.state}`);
  return { ...owner, connectionId: answer.connectionId };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('the internal listener', () => {
  it('has these routes and no other', () => {
    expect(vault.internal.knownRoutes.map(({ method, url }) => `${method} ${url}`)).toEqual(INTERNAL_ROUTES);
  });

  it('tells web whether the vault is ready: alive alone is not', async () => {
    await until('it is ready', () => isVaultReady(endpoint()));
    await setReadOnly(harness.database, true);
    await until('it is not ready', async () => !(await isVaultReady(endpoint())));
    const alive = await fetch(`${vault.internalUrl}/internal/health`, {
      headers: { authorization: `Bearer ${KEY.reveal()}` },
    });
    expect(alive.status).toBe(200);
    await setReadOnly(harness.database, false);
    await until('it is ready again', () => isVaultReady(endpoint()));
  });

  it('answers nobody without the internal key, whatever they ask for', async () => {
    for (const authorization of [
      undefined,
      'Bearer wrong',
      `Basic ${KEY.reveal()}`,
      `Bearer ${KEY.reveal()}x`,
    ]) {
      for (const path of ['/internal/health', '/internal/connections/1/check', '/nothing']) {
        const response = await fetch(new URL(path, vault.internalUrl), {
          headers: authorization === undefined ? {} : { authorization },
        });
        expect(response.status, `${authorization} ${path}`).toBe(401);
        expect(response.headers.get('content-type')).toContain('application/problem+json');
        expect(await response.json()).toMatchObject({ status: 401, code: 'INTERNAL_KEY_REFUSED' });
      }
    }
    expect(await isVaultReady(endpoint())).toBe(true);
    expect(await isVaultReady({ ...endpoint(), key: new Secret('not the internal key at all, no') })).toBe(
      false,
    );
  });

  it('answers problems of RFC 9457 without a word of what was sent', async () => {
    const send = (body: string) =>
      fetch(new URL('/internal/exchanges', vault.internalUrl), {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY.reveal()}`, 'content-type': 'application/json' },
        body,
      });
    const wrong = { session: { audience: 'customer', token: 'needle-1' }, attemptId: 'x', code: 'needle-2' };
    for (const body of [
      '{',
      '[]',
      '"needle-3"',
      JSON.stringify(wrong),
      JSON.stringify({ ...wrong, more: 1 }),
    ]) {
      const response = await send(body);
      const text = await response.text();
      expect(response.status).toBe(400);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(JSON.parse(text)).toMatchObject({ code: 'BAD_REQUEST', status: 400 });
      expect(text).not.toContain('needle');
    }
    const large = await send(JSON.stringify({ code: 'x'.repeat(20_000) }));
    expect(await large.json()).toMatchObject({ code: 'BODY_TOO_LARGE', status: 413 });
  });

  it('is VAULT_UNAVAILABLE to web when nobody listens', async () => {
    const gone = { url: 'http://127.0.0.1:9', key: KEY };
    const { session } = await customer();
    const connectionId = '00000000-0000-4000-8000-000000000000';
    expect(await codeOf(checkConnection({ session, connectionId }, gone))).toBe('VAULT_UNAVAILABLE');
  });
});

describe('an exchange is for the session that owns the attempt', () => {
  const refusals: [string, () => Promise<SessionClaim>, string][] = [
    ['another customer', async () => (await customer()).session, 'NOT_FOUND'],
    ['an admin', () => staff('admin'), 'FORBIDDEN'],
    [
      'a made-up session',
      async () => ({ audience: 'customer', token: new Secret('x'.repeat(43)) }),
      'NOT_SIGNED_IN',
    ],
    [
      'a staff session shown as a customer’s',
      async () => ({ ...(await staff('admin')), audience: 'customer' }),
      'NOT_SIGNED_IN',
    ],
  ];
  it.each(refusals)('and not for %s: no call to Wise', async (_who, session, code) => {
    const owner = await customer();
    const attempt = await attemptOf(harness, owner.id, newWiseUser(harness.emulator));
    const ask = { session: await session(), profileId: null, ...attempt };
    expect(await codeOf(exchangeCode(ask, endpoint()))).toBe(code);
    expect(sendingsOf(harness, attempt)).toHaveLength(0);
  });

  it.each([
    ['ended by its absolute limit', { left: -1 }],
    ['ended by being idle', { idle: 31, age: 40 }],
  ])('and not when the session has %s', async (_how, times) => {
    const owner = await customer(times);
    const attempt = await attemptOf(harness, owner.id, newWiseUser(harness.emulator));
    expect(
      await codeOf(exchangeCode({ session: owner.session, profileId: null, ...attempt }, endpoint())),
    ).toBe('NOT_SIGNED_IN');
    expect(sendingsOf(harness, attempt)).toHaveLength(0);
  });
});

describe('who may disconnect and check', () => {
  const REASON = 'by phone';
  const roles: [string, string, string][] = [
    ['viewer', 'FORBIDDEN', 'FORBIDDEN'],
    ['support', 'FORBIDDEN', 'done'],
    ['operator', 'done', 'done'],
    ['admin', 'done', 'done'],
  ];
  it.each(roles)('%s: disconnect %s, check %s', async (role, onDisconnect, onCheck) => {
    const { connectionId, id } = await connected();
    const person = await newStaffWithPasskey(harness, role);
    const ask = { session: person.session, connectionId, reason: REASON };
    expect(await codeOf(checkConnection(ask, endpoint()))).toBe(onCheck);
    const act = { act: 'connection.disconnect', connectionId, reason: REASON } as const;
    const stepUp = onDisconnect === 'done' ? await approve(vault.ctx, person, act) : undefined;
    expect(await codeOf(disconnectConnection({ ...ask, stepUp }, endpoint()))).toBe(onDisconnect);
    const status = onDisconnect === 'done' ? 'disconnected' : 'active';
    expect(await connectionsOf(harness, id)).toMatchObject([{ status }]);
  });

  const withdrawal = {
    ...({ channel: 'phone', reference: '' } as const),
    receivedOn: new Date().toISOString().slice(0, 10),
  };
  it.each([
    ['both a reason and a withdrawal', 'operator', { reason: REASON, withdrawal }],
    ['neither', 'operator', {}],
    ['a channel that is none', 'operator', { withdrawal: { ...withdrawal, channel: 'fax' as 'phone' } }],
    ['a day that is none', 'operator', { withdrawal: { ...withdrawal, receivedOn: '2026-02-30' } }],
    ['a reference too long', 'operator', { withdrawal: { ...withdrawal, reference: 'x'.repeat(101) } }],
    ['a withdrawal by the customer, who disconnects', 'owner', { withdrawal }],
  ])('nobody with %s', async (_what, who, said) => {
    const { connectionId, id, session } = await connected();
    const asked = who === 'owner' ? session : await staff(who);
    const ask = { session: asked, connectionId, ...said };
    expect(await codeOf(disconnectConnection(ask, endpoint()))).toBe('BAD_REQUEST');
    expect(await connectionsOf(harness, id)).toMatchObject([{ status: 'active' }]);
  });

  const people: [string, (owner: SessionClaim) => Promise<SessionClaim>, string, string][] = [
    ['the owner', async (owner) => owner, 'done', 'done'],
    ['another customer', async () => (await customer()).session, 'NOT_FOUND', 'NOT_FOUND'],
    [
      'the owner’s token shown as staff’s',
      async (owner) => ({ ...owner, audience: 'staff' }),
      'NOT_SIGNED_IN',
      'NOT_SIGNED_IN',
    ],
    [
      'no session',
      async () => ({ audience: 'staff', token: new Secret('none') }),
      'NOT_SIGNED_IN',
      'NOT_SIGNED_IN',
    ],
    [
      'an operator whose session ended',
      () => staff('operator', { left: -1 }),
      'NOT_SIGNED_IN',
      'NOT_SIGNED_IN',
    ],
    [
      'an operator who was idle too long',
      () => staff('operator', { idle: 31, age: 40 }),
      'NOT_SIGNED_IN',
      'NOT_SIGNED_IN',
    ],
  ];
  it.each(people)('%s', async (_who, sessionOf, onDisconnect, onCheck) => {
    const { connectionId, id, session } = await connected();
    const asked = await sessionOf(session);
    expect(await codeOf(checkConnection({ session: asked, connectionId }, endpoint()))).toBe(onCheck);
    const ask = { session: asked, connectionId, reason: REASON };
    expect(await codeOf(disconnectConnection(ask, endpoint()))).toBe(onDisconnect);
    const status = onDisconnect === 'done' ? 'disconnected' : 'active';
    expect(await connectionsOf(harness, id)).toMatchObject([{ status }]);
  });

  it('wants a recent sign-in of a customer who disconnects, and not of one who checks', async () => {
    const { connectionId, id } = await connected();
    const session: SessionClaim = {
      audience: 'customer',
      token: await signIn(harness, 'customer', id, { age: 31 }),
    };
    expect(await codeOf(disconnectConnection({ session, connectionId }, endpoint()))).toBe('SIGN_IN_TOO_OLD');
    expect(await codeOf(checkConnection({ session, connectionId }, endpoint()))).toBe('done');
  });

  it.each(['operator', 'admin'])('wants a recent sign-in of an %s who disconnects too', async (role) => {
    const { connectionId, id } = await connected();
    const session = await staff(role, { age: 31 });
    const ask = { session, connectionId, reason: REASON };
    expect(await codeOf(disconnectConnection(ask, endpoint()))).toBe('SIGN_IN_TOO_OLD');
    expect(await connectionsOf(harness, id)).toMatchObject([{ status: 'active' }]);
    expect(await codeOf(checkConnection({ session, connectionId }, endpoint()))).toBe('done');
  });

  it('wants a reason of staff, and takes away a role at once', async () => {
    const { connectionId } = await connected();
    const staffId = await newStaff(harness, 'operator');
    const session: SessionClaim = { audience: 'staff', token: await signIn(harness, 'staff', staffId) };
    expect(await codeOf(disconnectConnection({ session, connectionId }, endpoint()))).toBe('BAD_REQUEST');
    expect(await codeOf(disconnectConnection({ session, connectionId, reason: '  ' }, endpoint()))).toBe(
      'BAD_REQUEST',
    );
    await harness.owner.query(`UPDATE staff SET role = 'viewer' WHERE id = $1`, [staffId]);
    const ask = { session, connectionId, reason: REASON };
    expect(await codeOf(disconnectConnection(ask, endpoint()))).toBe('FORBIDDEN');
    await harness.owner.query(`UPDATE staff SET role = 'admin', disabled_at = now() WHERE id = $1`, [
      staffId,
    ]);
    expect(await codeOf(disconnectConnection(ask, endpoint()))).toBe('NOT_SIGNED_IN');
  });

  it('knows no connection by another name', async () => {
    const { session } = await customer();
    for (const connectionId of ['00000000-0000-4000-8000-000000000000', '../health', 'x', '%2e%2e']) {
      expect(await codeOf(disconnectConnection({ session, connectionId }, endpoint()))).toBe('NOT_FOUND');
      expect(await codeOf(checkConnection({ session, connectionId }, endpoint()))).toBe('NOT_FOUND');
    }
  });
});
