import type { KeyObject } from 'node:crypto';
import type { RingKeySettings } from '#vault/env/ring-key-settings';
import { rootKeySettings } from '#vault/env/root-key-settings';
import type { RootKeyProvider } from '#vault/keys/root-key';
import { envRootKey } from '#vault/root-keys/env-root-key';
import { remoteRootKey } from '#vault/root-keys/remote-root-key';

/** How long a provider may take for one answer: a vault that starts does not wait for ever. */
const ANSWER_WITHIN_MS = 10_000;

/** What `vault.ring_keys` says of a wrapped key. */
export type WrappedBy = { rootProvider: string; rootKeyId: string };

/** The root keys that the settings name. One provider wraps; the others still open what they wrapped. */
export class RootKeys {
  /** undefined: there is no root key here, so no ring key can be kept in the database. */
  readonly wrapping: RootKeyProvider | undefined;
  readonly #all: readonly RootKeyProvider[];

  constructor(providers: readonly RootKeyProvider[], wrapping: RootKeyProvider | undefined) {
    this.#all = providers;
    this.wrapping = wrapping;
  }

  /** @throws when no such provider is set up here, or as its `unwrap`, also when it does not answer in time. */
  unwrap(keyId: string, wrapped: Uint8Array, { rootProvider, rootKeyId }: WrappedBy): Promise<KeyObject> {
    const provider = this.#all.find(({ name }) => name === rootProvider);
    if (provider === undefined) throw new Error(`no root key provider ${rootProvider} is set up here`);
    return inTime(provider.unwrap(keyId, wrapped, rootKeyId));
  }

  /** Whether the provider that wraps can be used now. */
  async health(): Promise<'none' | 'works' | 'away'> {
    if (this.wrapping === undefined) return 'none';
    try {
      await inTime(this.wrapping.health());
      return 'works';
    } catch {
      return 'away';
    }
  }
}

/**
 * The root keys of these settings (VAULT_ROOT_PROVIDER). Makes no call yet.
 *
 * @throws ConfigurationError
 */
export function rootKeysOf(settings: RingKeySettings): RootKeys {
  const { VAULT_ROOT_KEY: key, VAULT_ROOT_PROVIDER: chosen } = settings;
  const providers = [
    ...(key === undefined ? [] : [envRootKey(key)]),
    ...rootKeySettings(settings).map((each) => remoteRootKey(each)),
  ];
  const wrapping = providers.find(({ name }) => name === chosen);
  return new RootKeys(providers, wrapping);
}

async function inTime<Answer>(asked: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the root key provider does not answer')), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([asked, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
