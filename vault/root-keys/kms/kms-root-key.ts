import type { KMSClient } from '@aws-sdk/client-kms';
import type { KmsSettings } from '#vault/env/root-key-settings';
import type { RootKeyProvider } from '#vault/keys/root-key';
import { RootKeyFailure, rootKeyRefuses } from '#vault/keys/root-key-failure';
import { namedRootKey } from '../named-root-key';
import { openedKey, withKeyBytes } from '../ring-key';
import { kmsFailure } from './kms-failure';

type Sdk = typeof import('@aws-sdk/client-kms');
/** KMS takes no longer ciphertext. */
const LONGEST_BLOB = 6_144;

/**
 * A symmetric root key of AWS KMS, which never leaves it. The encryption context binds a wrapped key to its id, and shows in
 * CloudTrail. Without a login in the settings the SDK finds one its usual way: the role of the machine or the container.
 */
export function kmsRootKey(settings: KmsSettings, deadlineMs = 5_000): RootKeyProvider {
  const [rootKeyId] = settings.keys;
  const clients = new KmsClients(settings, deadlineMs);
  const within = () => ({ abortSignal: AbortSignal.timeout(deadlineMs) });
  return {
    name: 'aws-kms',
    rootKeyId,
    wrap: (keyId, key) =>
      withKeyBytes(key, (Plaintext) =>
        clients.ask(rootKeyId, async (sdk, client) => {
          const request = { KeyId: rootKeyId, Plaintext, EncryptionContext: contextOf(keyId) };
          const { CiphertextBlob } = await client.send(new sdk.EncryptCommand(request), within());
          if (CiphertextBlob === undefined)
            throw new RootKeyFailure('unavailable', 'AWS KMS answered without a blob');
          return Buffer.from(CiphertextBlob);
        }),
      ),
    unwrap: async (keyId, wrapped, id) => {
      const KeyId = namedRootKey(settings.keys, id);
      if (wrapped.byteLength === 0 || wrapped.byteLength > LONGEST_BLOB) throw rootKeyRefuses();
      return clients.ask(KeyId, async (sdk, client) => {
        const request = { KeyId, CiphertextBlob: wrapped, EncryptionContext: contextOf(keyId) };
        const { Plaintext } = await client.send(new sdk.DecryptCommand(request), within());
        return openedKey(Plaintext ?? new Uint8Array());
      });
    },
    health: () =>
      clients.ask(rootKeyId, async (sdk, client) => {
        const { KeyMetadata } = await client.send(new sdk.DescribeKeyCommand({ KeyId: rootKeyId }), within());
        if (KeyMetadata?.KeyState === 'Enabled' && KeyMetadata.KeySpec === 'SYMMETRIC_DEFAULT') return;
        throw new RootKeyFailure('denied', 'the root key of AWS KMS is not an enabled symmetric key');
      }),
  };
}

/** The id is any text of ours; names and values of a context are no secret, CloudTrail shows them. */
const contextOf = (keyId: string) => ({ purpose: 'connect-wise ring key', 'ring-key': keyId });

/** The SDK, loaded when it is needed first, and a client for each region. */
class KmsClients {
  readonly #settings: KmsSettings;
  readonly #deadlineMs: number;
  readonly #byRegion = new Map<string, KMSClient>();

  constructor(settings: KmsSettings, deadlineMs: number) {
    this.#settings = settings;
    this.#deadlineMs = deadlineMs;
  }

  /** @throws RootKeyFailure */
  async ask<Value>(keyArn: string, call: (sdk: Sdk, client: KMSClient) => Promise<Value>): Promise<Value> {
    try {
      const sdk = await loadSdk();
      return await call(sdk, this.#client(sdk, keyArn.split(':')[3] ?? ''));
    } catch (error) {
      throw kmsFailure(error);
    }
  }

  #client(sdk: Sdk, region: string): KMSClient {
    const made = this.#byRegion.get(region);
    if (made !== undefined) return made;
    const { endpoint, login } = this.#settings;
    const client = new sdk.KMSClient({
      region,
      maxAttempts: 2,
      // without throwOnRequestTimeout the SDK warns and goes on waiting
      requestHandler: {
        connectionTimeout: this.#deadlineMs / 4,
        requestTimeout: this.#deadlineMs / 2,
        throwOnRequestTimeout: true,
      },
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(login === undefined ? {} : { credentials: credentialsOf(login) }),
    });
    this.#byRegion.set(region, client);
    return client;
  }
}

const credentialsOf = ({ accessKeyId, secretAccessKey }: NonNullable<KmsSettings['login']>) => ({
  accessKeyId,
  secretAccessKey: secretAccessKey.reveal(),
});

async function loadSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-kms');
  } catch {
    throw new RootKeyFailure('unavailable', 'the package @aws-sdk/client-kms is not installed');
  }
}
