import { equalBytes } from '#lib/hash/compare';
import { dispatcherTrusting } from '#lib/net/outbound';
import type { TransitSettings } from '#vault/env/root-key-settings';
import { bindingOf, type RootKeyProvider } from '#vault/keys/root-key';
import { RootKeyFailure, rootKeyRefuses } from '#vault/keys/root-key-failure';
import { namedRootKey } from '../named-root-key';
import { openedKey, withKeyBytes } from '../ring-key';
import { askTransit, ciphertextSchema, keySchema, plaintextSchema } from './ask-transit';

/** `vault:v<version of the key>:<base64>` */
const CIPHERTEXT = /^vault:v[1-9][0-9]{0,8}:(?<body>[A-Za-z0-9+/]+={0,2})$/;

/**
 * A root key of the transit engine of HashiCorp Vault or OpenBao, type aes256-gcm96 (decision 058). A wrapped key is bound to
 * its id twice: by `associated_data`, and by the id before the key inside, because a server that does not know
 * `associated_data` ignores it without a word.
 */
export function transitRootKey(settings: TransitSettings, deadlineMs = 5_000): RootKeyProvider {
  const [rootKeyId] = settings.keys;
  const dispatcher = settings.authority === undefined ? undefined : dispatcherTrusting(settings.authority);
  const server = { settings, deadlineMs, dispatcher };
  return {
    name: 'transit',
    rootKeyId,
    wrap: (keyId, key) =>
      withKeyBytes(key, async (bytes) => {
        const binding = bindingOf(rootKeyId, keyId);
        const plaintext = Buffer.concat([binding, bytes]);
        const { data } = await askTransit(server, 'encrypt', rootKeyId, ciphertextSchema, {
          plaintext: plaintext.toString('base64'),
          associated_data: binding.toString('base64'),
        });
        plaintext.fill(0);
        return Buffer.from(data.ciphertext, 'utf8');
      }),
    unwrap: async (keyId, wrapped, id) => {
      const name = namedRootKey(settings.keys, id);
      const binding = bindingOf(name, keyId);
      const { data } = await askTransit(server, 'decrypt', name, plaintextSchema, {
        ciphertext: readCiphertext(wrapped),
        associated_data: binding.toString('base64'),
      });
      const opened = Buffer.from(data.plaintext, 'base64');
      if (!equalBytes(opened.subarray(0, binding.byteLength), binding)) throw rootKeyRefuses();
      const key = openedKey(Buffer.from(opened.subarray(binding.byteLength)));
      opened.fill(0);
      return key;
    },
    health: async () => {
      const { data } = await askTransit(server, 'keys', rootKeyId, keySchema);
      if (data.type === 'aes256-gcm96' && !data.exportable && !data.derived && !data.allow_plaintext_backup)
        return;
      throw new RootKeyFailure(
        'denied',
        'the root key of the transit engine has to be of type aes256-gcm96, not derived, not exportable and without plaintext backup',
      );
    },
  };
}

/** Base64 has several spellings of the same bytes: only the one that the server writes is its own. */
function readCiphertext(wrapped: Uint8Array): string {
  const text = Buffer.from(wrapped).toString('latin1');
  const body = CIPHERTEXT.exec(text)?.groups?.body;
  if (body === undefined || Buffer.from(body, 'base64').toString('base64') !== body) throw rootKeyRefuses();
  return text;
}
