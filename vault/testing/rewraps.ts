import type pg from 'pg';
import { until } from '#test/until';
import { sealedGrants } from '#vault/grants/sealed-grants';
import { rewrapRecords } from '#vault/rewrap/rewrap-records';
import { type Run, readLatestRun, readOpenRun } from '#vault/rewrap/run-row';
import { countByKey } from '#vault/rewrap/sealed-tables';
import { startRun } from '#vault/rewrap/start-run';
import type { VaultContext } from '#vault/runtime/context';
import type { Harness } from './harness';

/** A run to the key that is primary in this vault. */
export async function beginRun(
  { owner }: Harness,
  vault: VaultContext,
  isReencryption: boolean,
): Promise<Run> {
  await startRun(vault, { isReencryption, actorId: 'ops' });
  return until('it is there', () => readOpenRun(owner));
}

/** Has these vaults work on the run under way, at once, until it is over. */
export async function runToItsEnd({ owner }: Harness, ...vaults: VaultContext[]): Promise<Run | undefined> {
  await until('the run is over', async () => {
    await Promise.all(vaults.map((vault) => rewrapRecords(vault, {}, new AbortController().signal)));
    return (await readOpenRun(owner)) === undefined;
  });
  return readLatestRun(owner);
}

/** How many records each ring key has. */
export const countsOfKeys = async ({ owner }: Harness): Promise<Record<string, number>> =>
  Object.fromEntries((await countByKey(owner)).map(({ keyId, count }) => [keyId, count]));

/** The vault, with another way to run the statement that swaps grants: `run` sends it, as it is or changed. */
export function swapping(
  vault: VaultContext,
  swap: (run: (text: string) => unknown, text: string, client: pg.PoolClient) => unknown,
): VaultContext {
  const connect = async () => {
    const client = await vault.database.pool.connect();
    return new Proxy(client, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'query') return value.bind(target);
        return (text: string, values?: unknown[]) => {
          const run = (changed: string): unknown => value.call(target, changed, values);
          return text === sealedGrants.swapKeys || text === sealedGrants.swapRecords
            ? swap(run, text, target)
            : run(text);
        };
      },
    });
  };
  return { ...vault, database: { ...vault.database, pool: { connect } as unknown as pg.Pool } };
}

/** The vault, but something happens between its look at a batch of grants and its change of them. */
export const interrupted = (
  vault: VaultContext,
  happens: (client: pg.PoolClient) => Promise<unknown>,
): VaultContext =>
  swapping(vault, async (run, text, client) => {
    await happens(client);
    return run(text);
  });
