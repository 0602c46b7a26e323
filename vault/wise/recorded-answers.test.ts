import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, injectFault, startEmulator } from 'wise-emulator';
import { eventually, giveAccess } from 'wise-emulator/testing';
import { Secret } from '#lib/log/secret';
import { tokenTimes } from '#vault/grants/store-tokens';
import { createWiseClient, type WiseClient } from './client';
import type { WiseTokens } from './outcomes';

// How Wise's sandbox was recorded answering in July 2026, and what we make of it.
const CLIENT = {
  clientId: 'acme-bank',
  clientSecrets: ['secret'],
  redirectUris: ['http://localhost:3000/connect/sandbox/callback'],
  name: 'Acme',
};
const [REDIRECT_URI = ''] = CLIENT.redirectUris;
const ADA = { userId: '10000001', profileId: '30000001' };

let emulator: Emulator;
let wise: WiseClient;
/** Of each answer that went out. */
let encodings: unknown[] = [];

beforeAll(async () => {
  emulator = await startEmulator({
    clients: [CLIENT],
    attach: (server) => {
      server.addHook('onResponse', (_request, reply, done) => {
        encodings.push(reply.getHeader('content-encoding'));
        done();
      });
    },
  });
  wise = createWiseClient({
    environment: 'sandbox',
    clientId: CLIENT.clientId,
    clientSecret: new Secret('secret'),
    apiUrl: emulator.url,
    apiVersion: '',
  });
});
afterAll(() => emulator.close());

async function connected(): Promise<WiseTokens & { refresh: Secret }> {
  const consent = { url: emulator.url, clientId: CLIENT.clientId, redirectUri: REDIRECT_URI, ...ADA };
  const { code } = await giveAccess(consent);
  encodings = [];
  const outcome = await wise.exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI });
  if (outcome.kind !== 'tokens' || !outcome.tokens.refresh) throw new Error(outcome.kind);
  return { ...outcome.tokens, refresh: outcome.tokens.refresh };
}

it('compressed answers are read: of an exchange, a refresh and a check', async () => {
  const { refresh } = await connected();
  const refreshed = await wise.refresh(refresh);
  if (refreshed.kind !== 'tokens') throw new Error(refreshed.kind);
  const { access } = refreshed.tokens;
  expect(await wise.me(access)).toMatchObject({ kind: 'ok', value: { userId: ADA.userId } });
  expect(await wise.profiles(access)).toEqual({ kind: 'ok', value: [ADA.profileId] });
  expect(await wise.profile(access, ADA.profileId)).toMatchObject({ kind: 'ok' });
  await eventually(() => expect(encodings).toEqual(['gzip', 'gzip', 'gzip', 'gzip', 'gzip']));
});

it('of expires_in and expires_at, which differ by a second, the earlier one counts', async () => {
  const tokens = await connected();
  const { wiseCreatedAt, expiresAt, lifetimeSeconds } = tokens;
  // The nanoseconds of created_at are dropped, the milliseconds stay.
  expect([lifetimeSeconds, (expiresAt?.getTime() ?? 0) - (wiseCreatedAt?.getTime() ?? 0)]).toEqual([
    43_199, 43_200_000,
  ]);
  const sentAt = wiseCreatedAt ?? new Date();
  const { accessExpiresAt } = tokenTimes(tokens, sentAt);
  expect(accessExpiresAt.getTime() - sentAt.getTime()).toBe(43_199_000);
});

it.each([
  [401, 'unauthorised'],
  [403, 'forbidden'],
  [200, 'unavailable'],
])('an empty body with status %i, as of the first refusal of SCA, means %s', async (status, kind) => {
  const { access, refresh } = await connected();
  injectFault(emulator.state, { endpoint: '*', kind: 'answer', status, body: '', count: 'all' });
  expect(await wise.profile(access, ADA.profileId)).toEqual({ kind });
  // Without words nobody said that the grant is dead.
  expect(await wise.refresh(refresh)).toMatchObject({ kind: 'unknown' });
  emulator.state.faults.clear('go-on');
});
