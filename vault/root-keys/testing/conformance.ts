import { createSecretKey, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { RootKeyProvider } from '#vault/keys/root-key';
import { RootKeyFailure, type RootKeyFault } from '#vault/keys/root-key-failure';

/** One provider under test. */
export type Subject = {
  provider: RootKeyProvider;
  /** Another root key, which the same settings do not name. */
  stranger: RootKeyProvider;
};

/** One that is outside of this process. */
export type RemoteSubject = Subject & {
  /** The same root key, asked with a login that is not right. */
  wrongLogin: { provider: RootKeyProvider; secret: string };
  outage: { provider: RootKeyProvider; deadlineMs: number; begin(): Promise<void>; end(): Promise<void> };
};

const newKey = () => createSecretKey(randomBytes(32));

export async function faultOf(promise: Promise<unknown>): Promise<RootKeyFault | 'none'> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    if (error instanceof RootKeyFailure) return error.fault;
    throw error;
  }
}

/** What every root key provider promises; `make` is called inside a test, after what it needs was started. */
export function describeRootKey(name: string, make: () => Subject): void {
  const subject = once(make);
  describe(`root key provider ${name}`, () => {
    opens(subject);
    refuses(subject);
  });
}

/** What those promise besides that somebody else answers for. */
export function describeRemoteRootKey(name: string, make: () => RemoteSubject): void {
  const subject = once(make);
  describeRootKey(name, subject);
  describe(`root key provider ${name}`, () => bearsFailures(subject));
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function wrapWith({ provider }: Subject, keyId = 'r1', key = newKey()) {
  return { key, blob: await provider.wrap(keyId, key), id: provider.rootKeyId };
}

function opens(subject: () => Subject): void {
  it('opens what it wrapped, and shows nothing of it', async () => {
    const { key, blob, id } = await wrapWith(subject());
    expect(blob.includes(key.export())).toBe(false);
    expect((await subject().provider.unwrap('r1', blob, id)).equals(key)).toBe(true);
    await subject().provider.health();
  });
  it('wraps one key twice in different bytes', async () => {
    const { key, blob } = await wrapWith(subject());
    expect((await wrapWith(subject(), 'r1', key)).blob.equals(blob)).toBe(false);
  });
  it('answers 50 calls at once, each with its own key', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, (_, at) => wrapWith(subject(), `r${at}`)));
    const opened = await Promise.all(
      all.map(({ blob, id }, at) => subject().provider.unwrap(`r${at}`, blob, id)),
    );
    expect(all.map(({ key }, at) => opened[at]?.equals(key))).toEqual(all.map(() => true));
  });
}

function refuses(subject: () => Subject): void {
  it('opens a wrapped key for its own id alone', async () => {
    const { blob, id } = await wrapWith(subject(), 'r1');
    const { provider } = subject();
    for (const other of ['r2', 'r', 'r11', 'r1/audit', '']) {
      expect(await faultOf(provider.unwrap(other, blob, id)), other).toBe('refused');
    }
  });
  it('refuses changed bytes wherever they changed', async () => {
    const { key, blob, id } = await wrapWith(subject());
    const { provider } = subject();
    const places = [0, 1, 2, 12, blob.length >> 1, blob.length - 17, blob.length - 16, blob.length - 1];
    for (const at of places) {
      const changed = Buffer.from(blob);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await faultOf(provider.unwrap('r1', changed, id)), `byte ${at}`).toBe('refused');
    }
    expect((await provider.unwrap('r1', blob, id)).equals(key)).toBe(true);
  });
  it('refuses bytes that are missing or too many', async () => {
    const { blob, id } = await wrapWith(subject());
    const { provider } = subject();
    const others = [
      blob.subarray(0, -1),
      blob.subarray(1),
      blob.subarray(0, 16),
      blob.subarray(0, 1),
      Buffer.alloc(0),
      Buffer.alloc(blob.length),
      Buffer.concat([blob, Buffer.of(0)]),
      Buffer.concat([blob, blob]),
    ];
    for (const other of others) {
      expect(await faultOf(provider.unwrap('r1', other, id)), `${other.length} bytes`).toBe('refused');
    }
  });
  it('wraps keys of 32 bytes and no others', async () => {
    for (const bytes of [16, 20, 31, 33, 64]) {
      const key = createSecretKey(randomBytes(bytes));
      expect(await faultOf(subject().provider.wrap('r1', key)), `${bytes} bytes`).toBe('refused');
    }
  });
  it('asks for no root key that the settings do not name', async () => {
    const { blob, id } = await wrapWith(subject());
    const { provider, stranger } = subject();
    for (const other of ['another', '', `${id}x`, '../sys/seal', stranger.rootKeyId]) {
      expect(await faultOf(provider.unwrap('r1', blob, other)), other).toBe('denied');
    }
    expect(await faultOf(stranger.unwrap('r1', blob, stranger.rootKeyId))).toBe('refused');
  });
}

function bearsFailures(subject: () => RemoteSubject): void {
  it('says that a login is not right, and nothing of the login', async () => {
    const { wrongLogin } = subject();
    const { key, blob, id } = await wrapWith(subject());
    const { provider, secret } = wrongLogin;
    const calls = [provider.health(), provider.wrap('r1', key), provider.unwrap('r1', blob, id)];
    for (const outcome of await Promise.allSettled(calls)) {
      const failure: unknown = outcome.status === 'rejected' ? outcome.reason : outcome.value;
      expect(failure).toMatchObject({ name: 'RootKeyFailure', fault: 'denied' });
      expect(inspect(failure, { depth: 9 })).not.toContain(secret);
    }
  });
  it('is unavailable while nobody answers, within its deadline, and comes back by itself', async () => {
    const { outage } = subject();
    const { provider } = outage;
    const { key, blob, id } = await wrapWith(subject());
    await outage.begin();
    try {
      const calls = [provider.health(), provider.wrap('r1', key), provider.unwrap('r1', blob, id)];
      const late = sleep(2 * outage.deadlineMs, 'no answer within twice the deadline', { ref: false });
      const answers = await Promise.race([Promise.all(calls.map(faultOf)), late]);
      expect(answers).toEqual(['unavailable', 'unavailable', 'unavailable']);
    } finally {
      await outage.end();
    }
    await until('it answers again', async () => (await faultOf(provider.health())) === 'none');
    expect((await subject().provider.unwrap('r1', blob, id)).equals(key)).toBe(true);
  });
}
