import type { KeyNames } from '#vault/env/root-key-settings';
import { RootKeyFailure } from '#vault/keys/root-key-failure';

/**
 * The root key that a wrapped key names, if the settings name it too. Who writes the database would otherwise have the vault
 * ask for a key of their own making, and seal with what comes out of it.
 *
 * @throws RootKeyFailure `denied`
 */
export function namedRootKey(names: KeyNames, rootKeyId: string): string {
  const name = names.find((each) => each === rootKeyId);
  if (name !== undefined) return name;
  throw new RootKeyFailure(
    'denied',
    'a ring key was wrapped by a root key that the settings do not name: add it as a later entry (docs/runbooks/root-keys.md)',
  );
}
