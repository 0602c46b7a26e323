import type { KeyObject } from 'node:crypto';
import type { RawDb } from '#lib/db/raw-over-pool';
import { ConfigurationError } from '#lib/env/read';
import type { KeyRing, RingContents } from '#vault/keys/key-ring';
import { RootKeyFailure } from '#vault/keys/root-key-failure';
import type { VaultContext } from '#vault/runtime/context';
import { type RingKeyRow, readRingKeys } from './ring-key-row';
import type { RootKeys } from './root-keys';

type ReadsRing = Pick<VaultContext, 'rootKeys'> & { database: { db: RawDb } };

/** A ring key of the database that this process cannot use, and why. */
export type Unopened = { id: string; problem: string; cause?: unknown };

/**
 * Brings the ring keys of the database into a ring, beside those of VAULT_KEYS. Each is opened once: after that the root key
 * provider is not needed any more.
 */
export class RingLoader {
  readonly #ring: KeyRing;
  readonly #roots: RootKeys;
  readonly #settings: RingContents;
  #opened = new Map<string, KeyObject>();
  #primary: string | undefined;

  /** @param ring as `openKeyRing` made it. */
  constructor(ring: KeyRing, roots: RootKeys) {
    this.#ring = ring;
    this.#roots = roots;
    const [primary] = ring.keys.keys();
    this.#settings = { primary, keys: ring.keys };
    this.#primary = primary;
  }

  /** Ids of VAULT_KEYS. */
  get fromSettings(): string[] {
    return [...this.#settings.keys.keys()];
  }

  /**
   * What the ring holds afterwards is what the rows say; a destroyed key is gone from it, whatever VAULT_KEYS has.
   *
   * @returns those that could not be opened. The ring then goes on with what it had.
   */
  async load(rows: readonly RingKeyRow[]): Promise<Unopened[]> {
    const living = rows.filter(({ state }) => state !== 'destroyed');
    const results = await Promise.all(living.map((row) => this.#open(row)));
    const unopened = results.filter((result) => result !== undefined);
    const ids = new Set(living.map(({ id }) => id));
    this.#opened = new Map([...this.#opened].filter(([id]) => ids.has(id)));
    const keys = new Map([...this.#settings.keys, ...this.#opened]);
    for (const { id, state } of rows) if (state === 'destroyed') keys.delete(id);
    const active = rows.find(({ state }) => state === 'active');
    const wanted = [active?.id, this.#primary, this.#settings.primary];
    this.#primary = (active === undefined ? [this.#settings.primary] : wanted).find(
      (id) => id !== undefined && keys.has(id),
    );
    this.#ring.replace({ primary: this.#primary, keys });
    return unopened;
  }

  async #open({ id, wrapped, rootProvider, rootKeyId }: RingKeyRow): Promise<Unopened | undefined> {
    if (wrapped === null || this.#opened.has(id)) return undefined;
    try {
      const key = await this.#roots.unwrap(id, wrapped, { rootProvider, rootKeyId });
      const own = this.#settings.keys.get(id);
      if (own !== undefined && !own.equals(key))
        return { id, problem: `VAULT_KEYS has another key by the id ${id} than the database` };
      this.#opened.set(id, key);
      return undefined;
    } catch (cause) {
      const why = cause instanceof RootKeyFailure ? ` (${cause.message})` : '';
      const problem = `ring key ${id} cannot be opened: the root key provider ${rootProvider} cannot be used, or does not have the root key ${rootKeyId} that wraps it${why}`;
      return { id, problem, cause };
    }
  }
}

/**
 * Brings the database's ring keys into the ring of a process that is not a vault: a command.
 *
 * @throws ConfigurationError when one of them cannot be opened.
 */
export async function loadRing(ctx: ReadsRing & Pick<VaultContext, 'ring'>): Promise<void> {
  const unopened = await new RingLoader(ctx.ring, ctx.rootKeys).load(await readRingKeys(ctx.database.db));
  if (unopened.length > 0) throw cannotOpen(unopened);
}

/**
 * What verifies the seals that destroyed ring keys made, by their ids.
 *
 * @throws the provider's error when it cannot be used.
 */
export async function openAuditKeys(ctx: ReadsRing): Promise<ReadonlyMap<string, KeyObject>> {
  const kept = new Map<string, KeyObject>();
  for (const row of await readRingKeys(ctx.database.db)) {
    if (row.wrappedAudit === null) continue;
    kept.set(row.id, await ctx.rootKeys.unwrap(auditKeyName(row.id), row.wrappedAudit, row));
  }
  return kept;
}

/** What the audit key of a destroyed ring key is wrapped as; no ring key's id has a slash. */
export function auditKeyName(id: string): string {
  return `${id}/audit`;
}

/** Safe to print: ids and names. */
export function cannotOpen(unopened: readonly Unopened[]): ConfigurationError {
  const [first] = unopened;
  return new ConfigurationError(
    'vault',
    unopened.map(({ problem }) => problem),
    first === undefined ? {} : { cause: first.cause },
  );
}
