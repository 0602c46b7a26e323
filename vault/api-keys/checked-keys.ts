import { sha256Bytes } from '#lib/hash/sha256';
import type { ApiKey, KeyCheck, KeySource, UsedSecret } from './check-key';

/** A key that `checkKey` found good, and the version of the row that it looked at. */
export type CheckedKey = { key: ApiKey; used: UsedSecret; rowVersion: string };

/** What a check of a key depends on, besides the key's row and the time. */
export type ShownKey = { authorization: string | undefined; source: KeySource };

/**
 * What `checkKey` decided in this process. It is no permission: whoever uses it has the database say, in the same statement
 * as the act, that the row is still of this version and that neither the key nor its secret has ended since.
 */
export type CheckedKeys = {
  remember(shown: ShownKey, check: Extract<KeyCheck, { kind: 'good' }>): void;
  find(shown: ShownKey): CheckedKey | undefined;
};

/** Far more than a back end has processes; a caller with ever new addresses pushes out the oldest. */
const MOST = 1_000;

export function createCheckedKeys(): CheckedKeys {
  const found = new Map<string, CheckedKey>();
  return {
    remember(shown, { key, used, rowVersion }) {
      const name = nameOf(shown);
      found.delete(name);
      found.set(name, { key, used, rowVersion });
      const [oldest] = found.keys();
      if (found.size > MOST && oldest !== undefined) found.delete(oldest);
    },
    find: (shown) => found.get(nameOf(shown)),
  };
}

/**
 * The secret goes in as a hash: none is kept, and the time of the look-up tells nothing that could be guessed on. No two names
 * are alike: a hash has 32 characters here, an address and a fingerprint have no spaces.
 */
function nameOf({ authorization = '', source: { address = '', certificate } }: ShownKey): string {
  const who = `${sha256Bytes(authorization).toString('latin1')} ${address}`;
  return certificate === undefined ? who : `${who} ${certificate.fingerprint} ${certificate.subject}`;
}
