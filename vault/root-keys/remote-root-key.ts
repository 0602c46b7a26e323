import type { RootKeySettings } from '#vault/env/root-key-settings';
import type { RootKeyProvider } from '#vault/keys/root-key';
import { kmsRootKey } from './kms/kms-root-key';
import { pkcs11RootKey } from './pkcs11/pkcs11-root-key';
import { transitRootKey } from './transit/transit-root-key';

/** A root key provider as its settings say. Makes no call yet. */
export function remoteRootKey(settings: RootKeySettings): RootKeyProvider {
  switch (settings.provider) {
    case 'pkcs11':
      return pkcs11RootKey(settings.pkcs11);
    case 'aws-kms':
      return kmsRootKey(settings.kms);
    case 'transit':
      return transitRootKey(settings.transit);
  }
}
