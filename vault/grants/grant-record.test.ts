import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#lib/db/client';
import type { AppError } from '#lib/errors/app-error';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { openKeyRing } from '#vault/keys/key-ring';
import { newDataKey } from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';
import {
  type ExchangeIdentity,
  type GrantIdentity,
  openField,
  type SealedGrant,
  sealPair,
  toOpenError,
} from './grant-record';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const ring = openKeyRing(new Secret(key('k1', 7)));
const withoutIt = openKeyRing(new Secret(key('k2', 8)));

const identity: GrantIdentity = {
  connectionId: '3f1d5d1e-3d5a-4a58-8f3f-000000000001',
  environment: 'sandbox',
  clientId: 'acme',
  customerId: '3f1d5d1e-3d5a-4a58-8f3f-000000000002',
  wiseUserId: '100',
  profileId: '200',
};
const exchange: ExchangeIdentity = {
  attemptId: identity.connectionId,
  environment: 'sandbox',
  clientId: 'acme',
  customerId: identity.customerId,
};
const tokens = { access: new Secret('the access token'), refresh: new Secret('the refresh token') };
const grant = (): SealedGrant => ({
  ...identity,
  ...sealPair({ ring }, identity, 5n, tokens),
  version: 5n,
  isConsistent: true,
});

const refusalOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as AppError).code;
  }
};

describe('the two tokens of a grant', () => {
  it('open as what they were', () => {
    expect(openField({ ring }, grant(), 'access').reveal()).toBe('the access token');
    expect(openField({ ring }, grant(), 'refresh').reveal()).toBe('the refresh token');
  });

  it('are sealed under a data key of their own each time, and no token is in what is stored', () => {
    const [one, other] = [grant(), grant()];
    expect(one.wrappedKey).not.toEqual(other.wrappedKey);
    expect(one.access).not.toEqual(other.access);
    for (const bytes of [one.access, one.refresh])
      expect(Buffer.from(bytes ?? []).toString('latin1')).not.toMatch(/token/);
  });

  it('can be sealed with a key that was made before', () => {
    const made = newDataKey(ring);
    const sealed = sealPair({ ring }, identity, 5n, tokens, made);
    expect([sealed.keyId, sealed.wrappedKey]).toEqual([made.keyId, made.wrappedKey]);
    const row = { ...identity, ...sealed, version: 5n, isConsistent: true };
    expect(openField({ ring }, row, 'refresh').reveal()).toBe('the refresh token');
  });

  it.each<[string, (row: SealedGrant) => SealedGrant]>([
    ['one field in the place of the other', (row) => ({ ...row, access: row.refresh })],
    ['nothing where a token should be', (row) => ({ ...row, access: null })],
    ['an older version', (row) => ({ ...row, version: 4n })],
    ['another connection', (row) => ({ ...row, connectionId: identity.customerId })],
    ['another customer', (row) => ({ ...row, customerId: identity.connectionId })],
    ['another Wise user', (row) => ({ ...row, wiseUserId: '101' })],
    ['another profile', (row) => ({ ...row, profileId: '201' })],
    ['user and profile run together another way', (row) => ({ ...row, wiseUserId: '1002', profileId: '00' })],
    ['another client', (row) => ({ ...row, clientId: 'acme2' })],
    ['another environment', (row) => ({ ...row, environment: 'production' })],
    ['the data key of another grant', (row) => ({ ...row, wrappedKey: grant().wrappedKey })],
    ['a row that disagrees with its connection', (row) => ({ ...row, isConsistent: false })],
  ])('are refused with %s (promise 5)', (_what, change) => {
    expect(refusalOf(() => openField({ ring }, change(grant()), 'access'))).toBe('RECORD_REFUSED');
  });

  it('of an exchange do not open as those of a connection, nor the other way, though the ids are equal', () => {
    const sealed = { ...sealPair({ ring }, exchange, 5n, tokens), version: 5n, isConsistent: true };
    expect(openField({ ring }, { ...exchange, ...sealed }, 'access').reveal()).toBe('the access token');
    expect(refusalOf(() => openField({ ring }, { ...identity, ...sealed }, 'access'))).toBe('RECORD_REFUSED');
    const { attemptId, environment, clientId, customerId } = exchange;
    const { version, keyId, wrappedKey, access, refresh, isConsistent } = grant();
    const moved = { attemptId, environment, clientId, customerId };
    const asExchange = { ...moved, version, keyId, wrappedKey, access, refresh, isConsistent };
    expect(refusalOf(() => openField({ ring }, asExchange, 'access'))).toBe('RECORD_REFUSED');
  });
});

describe('a record that did not open', () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger('test', 'debug', { write: (line) => lines.push(JSON.parse(line)) });
  /** Nobody listens there: which alarm was tried is in the log. */
  const database = openDatabase('postgresql://nobody:none@127.0.0.1:1/none', { applicationName: 'test' });
  const ctx = { log, database } as unknown as VaultContext;

  beforeEach(() => lines.splice(0));

  async function failureOf(row: SealedGrant, usedRing = ring): Promise<AppError> {
    try {
      openField({ ring: usedRing }, row, 'access');
    } catch (error) {
      return toOpenError(ctx, row, error);
    }
    throw new Error('it was opened');
  }

  it('because this process lacks its key is another failure, which asks to come back: the record is left alone', async () => {
    expect(await failureOf(grant(), withoutIt)).toMatchObject({ code: 'KEY_UNKNOWN', retryAfterSeconds: 60 });
    expect(lines[0]).toMatchObject({ alarm: 'vault_key_missing', environment: 'sandbox' });
  });

  it('because it was changed is refused, and the log names the connection and no token', async () => {
    expect(await failureOf({ ...grant(), version: 6n })).toMatchObject({ code: 'RECORD_REFUSED' });
    expect(lines[0]).toMatchObject({ alarm: 'record_refused', environment: 'sandbox' });
    expect(lines[1]).toMatchObject({ level: 'error', connectionId: identity.connectionId });
    expect(JSON.stringify(lines)).not.toMatch(/the (access|refresh) token/);
  });
});
