import { ConfigurationError } from '#lib/env/read';
import type { JoseKeyText } from '#vault/env/jose-key';
import type { JoseSettings } from '#vault/env/jose-settings';
import { createSingleFlight, type SingleFlight } from '#vault/runtime/single-flight';
import type { WiseClient } from '#vault/wise/client';
import { importOwnKey, type OwnKey } from './import-keys';

/** Keys of ours in the order of the settings: the current one, and the next. */
export type OwnKeys = { signing: readonly OwnKey[]; encryption: readonly OwnKey[] };

/** A key of Wise's that was fetched once: it is kept until a message fails with it. */
export type CachedKey = { key: CryptoKey; version: number };
export type CachedKeyOutcome = CachedKey | 'none' | 'unavailable';

/** What one client of ours needs for JOSE, in this process's memory. */
export type JoseParty = {
  readonly settings: JoseSettings;
  keys(): Promise<OwnKeys>;
  /** By algorithm and version, `newest` where none was asked for. */
  readonly wiseKeys: Map<string, CachedKey>;
  readonly fetches: SingleFlight<CachedKeyOutcome>;
  /** The kids of next keys that Wise was seen to know: they have taken over. */
  readonly proven: Set<string>;
};

export type Jose = {
  of(client: WiseClient): JoseParty;
  /** @throws ConfigurationError naming each key that is none. */
  load(): Promise<void>;
};

/** @param settingsFor the settings of an environment; its clients share the keys, and nothing else. */
export function createJose(
  settingsFor: (environment: JoseSettings['environment']) => JoseSettings,
  environments: readonly JoseSettings['environment'][],
): Jose {
  const imports = new Map<string, Promise<OwnKeys>>();
  const parties = new Map<string, JoseParty>();

  function keysOf(environment: JoseSettings['environment']): Promise<OwnKeys> {
    const known = imports.get(environment);
    if (known !== undefined) return known;
    const importing = importAll(settingsFor(environment));
    imports.set(environment, importing);
    return importing;
  }

  return {
    of: ({ config: { environment, clientId } }) => {
      const name = `${environment} ${clientId}`;
      const known = parties.get(name);
      if (known !== undefined) return known;
      const party: JoseParty = {
        settings: settingsFor(environment),
        keys: () => keysOf(environment),
        wiseKeys: new Map(),
        fetches: createSingleFlight(),
        proven: new Set(),
      };
      parties.set(name, party);
      return party;
    },
    load: async () => {
      for (const environment of environments) await keysOf(environment);
    },
  };
}

async function importAll({ environment, signing, encryption }: JoseSettings): Promise<OwnKeys> {
  const problems: string[] = [];
  const importEach = async (texts: readonly JoseKeyText[]) => {
    const found: OwnKey[] = [];
    for (const text of texts) {
      const key = await importOwnKey(text);
      if (key === undefined) problems.push(problemOf(environment, text));
      else found.push(key);
    }
    return found;
  };
  const keys = { signing: await importEach(signing), encryption: await importEach(encryption) };
  if (problems.length > 0) throw new ConfigurationError('vault', problems);
  return keys;
}

function problemOf(environment: string, { kid, use, alg }: JoseKeyText): string {
  const name = `WISE_${environment.toUpperCase()}_JOSE_${use === 'sig' ? 'SIGNING' : 'ENCRYPTION'}_KEY`;
  return `${name}, or its NEXT: the key ${kid} is no private key for ${alg} (curve, type, or RSA below 2048 bits)`;
}

/** The key that is used now: the next one once Wise was seen to know it, else the current one. */
export function activeKey(party: JoseParty, keys: readonly OwnKey[]): OwnKey | undefined {
  const [current, next] = keys;
  return next !== undefined && party.proven.has(next.kid) ? next : current;
}
