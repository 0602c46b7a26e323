import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CURVES, type KeyAlgorithm } from './algorithms';

export type WiseKey = { version: number; publicKey: KeyObject; privateKey: KeyObject };

/** Wise's own keys, one row of versions for each algorithm. A key is made when it is first asked for. */
export class WiseKeys {
  readonly #versions = new Map<KeyAlgorithm, WiseKey[]>();

  newest(algorithm: KeyAlgorithm): WiseKey {
    return this.all(algorithm).at(-1) ?? this.rotate(algorithm);
  }

  find(algorithm: KeyAlgorithm, version: number): WiseKey | undefined {
    this.newest(algorithm);
    return this.all(algorithm)[version - 1];
  }

  /** Every version, oldest first. Old ones still decrypt and can still be fetched. */
  all(algorithm: KeyAlgorithm): readonly WiseKey[] {
    return this.#versions.get(algorithm) ?? [];
  }

  /** A new version: Wise signs with it from now on, and hands it out for encryption. */
  rotate(algorithm: KeyAlgorithm): WiseKey {
    const older = this.all(algorithm);
    const key = { version: older.length + 1, ...makeKeyPair(algorithm) };
    this.#versions.set(algorithm, [...older, key]);
    return key;
  }
}

function makeKeyPair(algorithm: KeyAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  const namedCurve = CURVES[algorithm];
  return namedCurve
    ? generateKeyPairSync('ec', { namedCurve })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
}
