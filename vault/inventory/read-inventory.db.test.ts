import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { newCustomer, newStaff, type SessionTimes, signIn } from '#vault/testing/attempts';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { readInventory } from '#web/vault-client/vault-client';

const KEY = new Secret('an internal key of more than 32 characters');
let harness: Harness;
let vault: Vault;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, drainMs: 5_000, loopMs: 100 } });
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const endpoint = () => ({ url: vault.internalUrl, key: KEY });

async function customer(): Promise<SessionClaim> {
  return { audience: 'customer', token: await signIn(harness, 'customer', await newCustomer(harness)) };
}

async function staff(role: string, times?: SessionTimes): Promise<SessionClaim> {
  return { audience: 'staff', token: await signIn(harness, 'staff', await newStaff(harness, role), times) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('the inventory of credentials', () => {
  it.each(['viewer', 'support', 'operator', 'admin'])(
    'is for the %s, and says which secret works',
    async (role) => {
      const session = await staff(role);
      const answer = await until('the vault has asked Wise, and said what it holds', async () => {
        const read = await readInventory({ session }, endpoint());
        const isAsked = read.clients.every(({ askedAt, probe }) => askedAt !== null && probe !== null);
        return isAsked && read.ringKeys.every(({ heldBy }) => heldBy > 0) ? read : undefined;
      });
      expect(answer.clients).toMatchObject([
        {
          environment: 'sandbox',
          clientId: 'acme-bank',
          secrets: [
            { name: 'WISE_SANDBOX_CLIENT_SECRET', isSet: true, verdict: 'works', isInUse: true },
            { name: 'WISE_SANDBOX_CLIENT_SECRET_NEXT', isSet: false, verdict: 'not_asked' },
          ],
          clockAheadSeconds: expect.any(Number),
          apiVersion: '',
          probe: { at: expect.any(Date), reach: 'answers', version: 'classic', missing: [] },
          certificate: null,
        },
      ]);
      expect(answer.ringKeys).toMatchObject([{ id: 'k1', state: 'active', source: 'settings', heldBy: 1 }]);
    },
  );

  it.each([
    ['a customer', customer, 'FORBIDDEN'],
    ['a colleague whose session ended', () => staff('admin', { left: -1 }), 'NOT_SIGNED_IN'],
  ] as const)('is not for %s', async (_who, session, code) => {
    expect(await codeOf(readInventory({ session: await session() }, endpoint()))).toBe(code);
  });

  it('names no secret and no key: nothing of what the settings hold as one is in its answer', async () => {
    const token = await signIn(harness, 'staff', await newStaff(harness, 'admin'));
    const response = await fetch(new URL('/internal/inventory', vault.internalUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY.reveal()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ session: { audience: 'staff', token: token.reveal() } }),
    });
    const text = await response.text();
    const { WISE_SANDBOX_CLIENT_SECRET: secret = '', VAULT_KEYS: keys = '' } = harness.settings();
    expect(text).toContain('acme-bank');
    for (const wanted of [secret, JSON.stringify(secret).slice(1, -1), keys.slice(3), KEY.reveal()]) {
      expect(wanted.length).toBeGreaterThan(10);
      expect(text).not.toContain(wanted);
    }
  });
});

it('names the API keys that end next, however many ended long ago and were never revoked', async () => {
  await harness.owner.query(
    `INSERT INTO vault.api_keys (id, name, hash, expires_at)
     SELECT 'old' || n, 'Old', sha256('x'), now() - n * interval '1 day' FROM generate_series(1, 60) AS n
     UNION ALL SELECT 'soon', 'Soon', sha256('x'), now() + interval '1 day'`,
  );
  const { apiKeys } = await readInventory({ session: await staff('admin') }, endpoint());
  expect(apiKeys).toHaveLength(50);
  expect(apiKeys.at(-1)?.id).toBe('soon');
  expect(apiKeys.at(-2)?.id).toBe('old1');
});
