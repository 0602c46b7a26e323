import type { VaultAlarm } from '#lib/contract/notifications';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { rawOverPool } from '#lib/db/raw-over-pool';
import { ConfigurationError } from '#lib/env/read';
import { repeat, type Stop } from '#lib/jobs/repeat';
import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import { usableKeyIds } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { provesItself } from './canary';
import { forgetHolder, type Holder, reportHolder } from './holders';
import { cannotOpen, RingLoader, type Unopened } from './load-ring';
import { readRingKeys } from './ring-key-row';

export type RingKeys = {
  /** Goes on looking for changes: by asking every few seconds, because a pooler keeps no database session that could be told (decision 027). */
  watch(): void;
  /** Ends that, and says that this vault has stopped. */
  stop: Stop;
};

/**
 * Opens and proves the ring keys of the database. Not before that may anything be sealed or opened.
 *
 * It says that this vault lives **before** it reads the keys: an operator who activates a key then waits for this vault too,
 * or has added it before this vault reads.
 *
 * @throws ConfigurationError when a ring key cannot be opened, is another than the records were sealed with, or none is
 *   active. In a running vault the same is an alarm, and the vault goes on with the keys that it has.
 */
export async function openRingKeys(ctx: VaultContext): Promise<RingKeys> {
  const watch = new RingWatch(ctx);
  await watch.begin();
  const onError = (error: unknown) => ctx.log.warn({ err: error }, 'looking at the ring keys failed');
  const stops: Stop[] = [];
  return {
    watch: () =>
      stops.push(
        repeat({ work: () => watch.look(), everyMs: ctx.deadlines.ringLookMs, onError }),
        repeat({ work: () => watch.proveEach(), everyMs: ctx.deadlines.ringProofMs, onError }),
        repeat({ work: () => watch.askRoot(), everyMs: ctx.deadlines.rootAskMs, onError }),
      ),
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
      await forgetHolder(ctx).catch(() => undefined);
    },
  };
}

class RingWatch {
  readonly #ctx: VaultContext;
  readonly #loader: RingLoader;
  #root: Holder['root'] = null;
  #reported = '';
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(ctx: VaultContext) {
    this.#ctx = ctx;
    this.#loader = new RingLoader(ctx.ring, ctx.rootKeys);
  }

  async begin(): Promise<void> {
    const { ring } = this.#ctx;
    await this.#write(() =>
      reportHolder(this.#ctx, { held: [], fromSettings: [], sealsWith: null, root: null }),
    );
    const unopened = await this.#loadRing();
    if (unopened.length > 0) throw cannotOpen(unopened);
    const [active] = usableKeyIds(ring);
    if (active === undefined || this.#sealsWith() === null)
      throw new ConfigurationError('vault', [
        'no ring key is active: set VAULT_KEYS, or activate one in the database (docs/runbooks/keys.md)',
      ]);
    await this.#write(async () => {
      const wrong = await this.#unproved();
      if (wrong.length > 0) throw new ConfigurationError('vault', wrong.map(anotherKey));
    });
    await this.#write(() => this.#report());
  }

  /** Takes over what operators changed, and says what this vault can open now. */
  async look(): Promise<void> {
    const unopened = await this.#loadRing();
    for (const { problem, cause } of unopened) this.#ctx.log.error({ err: cause }, problem);
    await this.#alarm('ring_key_unusable', unopened.length > 0);
    const isDue = performance.now() - this.#reportedAt > this.#ctx.deadlines.ringReportMs;
    if (isDue || this.#reported !== JSON.stringify(this.#holding())) await this.#report();
  }

  /** Canaries: each key still opens what was sealed under it. */
  async proveEach(): Promise<void> {
    const wrong = await this.#unproved();
    for (const keyId of wrong) this.#ctx.log.error({ keyId }, anotherKey(keyId));
    await this.#alarm('ring_key_failed', wrong.length > 0);
  }

  /** A provider that is away harms no running vault, but one that starts would not. */
  async askRoot(): Promise<void> {
    this.#root = await this.#ctx.rootKeys.health();
    await this.#alarm('root_key_unavailable', this.#root === 'away');
  }

  /** Over the pool: the start waits for this, and would wait for Prisma's compiler too. */
  async #loadRing(): Promise<Unopened[]> {
    return this.#loader.load(await readRingKeys(rawOverPool(this.#ctx.database.pool)));
  }

  async #unproved(): Promise<string[]> {
    const wrong: string[] = [];
    for (const keyId of usableKeyIds(this.#ctx.ring))
      if (!(await provesItself(this.#ctx, keyId))) wrong.push(keyId);
    return wrong;
  }

  #sealsWith(): string | null {
    try {
      return this.#ctx.ring.primary;
    } catch {
      return null;
    }
  }

  #holding(): Pick<Holder, 'held' | 'fromSettings' | 'sealsWith' | 'root'> {
    const { fromSettings } = this.#loader;
    return {
      held: usableKeyIds(this.#ctx.ring),
      fromSettings,
      sealsWith: this.#sealsWith(),
      root: this.#root,
    };
  }

  async #report(): Promise<void> {
    const holding = this.#holding();
    await reportHolder(this.#ctx, holding);
    this.#reported = JSON.stringify(holding);
    this.#reportedAt = performance.now();
  }

  /** Each vault judges for itself: one that is fine does not close another's alarm. */
  async #alarm(code: VaultAlarm, isOpen: boolean): Promise<void> {
    const { database } = this.#ctx;
    if (isOpen) await raiseAlarm(database.db, this.#ctx, code, null);
    else await clearAlarm(database.db, this.#ctx, code, null, this.#ctx.deadlines.ringAlarmQuietMs);
  }

  /** A database that takes no writes now keeps no vault from starting: it seals nothing then, and the loops try again. */
  async #write(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!isDatabaseFailure(error)) throw error;
      this.#ctx.log.warn({ err: error }, 'what this vault holds of the ring keys could not be written');
    }
  }
}

function anotherKey(keyId: string): string {
  return `ring key ${keyId} is another key than the records by this id were sealed with: put the right one back (docs/runbooks/keys.md)`;
}
