import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from 'wise-emulator/testing';
import { Secret } from '#lib/log/secret';
import type { TransitSettings } from '#vault/env/root-key-settings';
import { describeRemoteRootKey, faultOf } from '../testing/conformance';
import type { FakeService } from '../testing/fake-service';
import { type FakeTransitOptions, fakeTransit, TRANSIT_TOKEN } from '../testing/fake-transit';
import { transitRootKey } from './transit-root-key';

/** A busy machine takes its time; where nobody answers, a test need not. */
const [PATIENT_MS, HASTY_MS] = [20_000, 500];
const WRONG_TOKEN = 'hvs.a-token-that-is-wrong';
const folder = mkdtempSync(path.join(tmpdir(), 'transit-token-'));
const tokenFile = path.join(folder, 'token');
const others: FakeService[] = [];
let transit: FakeService;
let shared: TransitSettings;

beforeAll(async () => {
  const authority = await CertificateAuthority.create();
  const life = { notBefore: Date.now() - 3_600_000, notAfter: Date.now() + 3_600_000 };
  const { key, certificate } = await authority.makeServer({ dns: ['localhost'], ip: ['127.0.0.1'] }, life);
  transit = fakeTransit({ tls: { key, cert: certificate } });
  shared = {
    url: `https://127.0.0.1:${await transit.start()}`,
    keys: ['connect-wise', 'older'],
    mount: 'transit',
    namespace: undefined,
    token: new Secret(TRANSIT_TOKEN),
    tokenFile: undefined,
    authority: authority.certificate,
  };
});
afterEach(async () => {
  for (const each of others.splice(0)) await each.close();
});
afterAll(async () => {
  await transit.close();
  rmSync(folder, { recursive: true });
});

const open = (changes: Partial<TransitSettings> = {}, deadlineMs = PATIENT_MS) =>
  transitRootKey({ ...shared, ...changes }, deadlineMs);
async function openAt(options: FakeTransitOptions) {
  const service = fakeTransit(options);
  others.push(service);
  return open({ url: `http://127.0.0.1:${await service.start()}` });
}

describeRemoteRootKey('transit (a fake of the engine, over TLS)', () => ({
  provider: open(),
  stranger: open({ keys: ['stranger'] }),
  wrongLogin: { provider: open({ token: new Secret(WRONG_TOKEN) }), secret: WRONG_TOKEN },
  outage: {
    provider: open({}, HASTY_MS),
    deadlineMs: HASTY_MS,
    begin: async () => {
      transit.mode = 'hangs';
    },
    end: async () => {
      transit.mode = 'answers';
    },
  },
}));

describe('a root key of a transit engine', () => {
  const key = createSecretKey(randomBytes(32));

  it.each(['breaks', 'unavailable'] as const)(
    'is unavailable while the server %s: a sealed one answers 503',
    async (mode) => {
      transit.mode = mode;
      expect(await faultOf(open().wrap('r1', key))).toBe('unavailable');
      transit.mode = 'answers';
    },
  );

  it('is unavailable at a server whose certificate our authority did not sign', async () => {
    expect(await faultOf(open({ authority: undefined }).health())).toBe('unavailable');
  });

  it('stays bound to its id where the server ignores associated_data', async () => {
    const provider = await openAt({ ignoresAssociatedData: true });
    const blob = await provider.wrap('r1', key);
    expect((await provider.unwrap('r1', blob, 'connect-wise')).equals(key)).toBe(true);
    expect(await faultOf(provider.unwrap('r2', blob, 'connect-wise'))).toBe('refused');
    expect(await faultOf(provider.unwrap('r11', blob, 'connect-wise'))).toBe('refused');
  });

  it('is not used when it can be exported', async () => {
    expect(await faultOf((await openAt({ exportable: true })).health())).toBe('denied');
  });

  it.each([
    ['key', { keys: ['nowhere'] as const }],
    ['mount', { mount: 'elsewhere' }],
  ])('is denied without its %s', async (_what, changes) => {
    const provider = open(changes);
    expect([await faultOf(provider.health()), await faultOf(provider.wrap('r1', key))]).toEqual([
      'denied',
      'denied',
    ]);
  });

  it('reads the token from its file for each call: an agent writes a new one before the old one ends', async () => {
    writeFileSync(tokenFile, WRONG_TOKEN);
    const provider = open({ tokenFile });
    expect(await faultOf(provider.health())).toBe('denied');
    writeFileSync(tokenFile, `${TRANSIT_TOKEN}\n`);
    expect(await faultOf(provider.health())).toBe('none');
    writeFileSync(tokenFile, '');
    expect(await faultOf(provider.health())).toBe('unavailable');
  });

  it('opens what an older key wrapped that the settings still name', async () => {
    const blob = await open({ keys: ['older'] }).wrap('r1', key);
    expect((await open().unwrap('r1', blob, 'older')).equals(key)).toBe(true);
  });
});
