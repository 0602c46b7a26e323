import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { Secret } from '#lib/log/secret';
import { withClient } from '#scripts/db/roles';
import { openKeyRing } from '#vault/keys/key-ring';
import { type Run, readLatestRun } from '#vault/rewrap/run-row';
import { startRun } from '#vault/rewrap/start-run';
import { cpuSecondsOf } from '../cpu';
import { makeLiveConnections } from '../live-connections';
import type { Line, RowContext } from '../measure';

const PATIENCE_MS = 120_000;
/** A vault that just started compiles and reads for a while. */
const SETTLING_MS = 3_000;
const LOOK_MS = 50;

/** Every record to another ring key by one vault that does nothing else, beside one statement that writes the same rows. */
export async function rewrap({ stack, connections }: RowContext): Promise<Line[]> {
  await makeLiveConnections(stack, connections);
  const keys = `next:${randomBytes(32).toString('base64')},${stack.settings.VAULT_KEYS}`;
  const vault = await stack.startVault({ VAULT_KEYS: keys });
  const group = `rewrap of ${connections.toLocaleString('en')} records`;
  const none = { group, p50: Number.NaN, p99: Number.NaN, loadAverage: 0 };
  try {
    await sleep(SETTLING_MS);
    const before = cpuSecondsOf(vault.pid);
    const began = performance.now();
    const ring = openKeyRing(new Secret(keys));
    await startRun({ database: stack.own.database, ring }, { isReencryption: false, actorId: 'bench' });
    const { moved, result } = await finished(stack.own.database.pool);
    const seconds = (performance.now() - began) / 1_000;
    if (result !== 'done' || moved < connections) throw new Error(`${moved} moved: ${result}`);
    const cpuMs = ((cpuSecondsOf(vault.pid) - before) * 1_000) / moved;
    const ours: Line = { ...none, what: 'one vault', role: 'ours', perSecond: moved / seconds, cpuMs };
    const perSecond = connections / (await secondsOfOneUpdate(stack.ownerUrl));
    return [ours, { ...none, what: 'one UPDATE of all rows', role: 'limit', perSecond, cpuMs: Number.NaN }];
  } finally {
    await vault();
  }
}

async function finished(pool: pg.Pool): Promise<Run> {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(LOOK_MS)) {
    const run = await readLatestRun(pool);
    if (run !== undefined && run.finishedAt !== null) return run;
  }
  throw new Error('the records were not moved in time');
}

/** What PostgreSQL alone takes to write each of them anew: nothing is opened, nothing compared. */
const secondsOfOneUpdate = (ownerUrl: string): Promise<number> =>
  withClient(ownerUrl, async (owner) => {
    const began = performance.now();
    await owner.query('UPDATE vault.grants SET key_id = key_id, wrapped_key = wrapped_key');
    return (performance.now() - began) / 1_000;
  });
