import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeLiveConnections } from './live-connections';
import { line, load } from './load';
import { startStack } from './stack';

const CONNECTIONS = 10_000;
const CALLERS = 32;
const PAIRS = 6;
const RATE = 5_000;
const TICK_MS = 20;
/** How much slower vends may be. */
const MOST = 0.1;

/** @returns whether vends are as fast beside so many events as alone, but for a tenth. */
export async function vendBesideEvents(seconds: number): Promise<boolean> {
  const stack = await startStack({ LOG_LEVEL: 'fatal' });
  const vaultDb = new pg.Pool({ connectionString: stack.settings.VAULT_DATABASE_URL, max: 2 });
  try {
    const ids = await makeLiveConnections(stack, CONNECTIONS);
    await stack.startVault();
    const pool = stack.connect(stack.url, CALLERS);
    const headers = { authorization: stack.authorization };
    const vend = async (turn: number) => {
      const path = `/v1/connections/${ids[(turn * 7_919) % ids.length]}/access-token`;
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
      await body.dump();
      if (statusCode !== 200) throw new Error(`a vend was answered ${statusCode}`);
    };
    const run = (forSeconds: number) => load(CALLERS, vend, (_turn, passed) => passed >= forSeconds);
    // one that wants them and takes none: every event gets a delivery, which waits
    await vaultDb.query(
      `INSERT INTO vault.event_endpoints (environment, url, failures, rest_until)
       VALUES ('sandbox', 'https://hooks.example/', 1, 'infinity')`,
    );
    await run(2);
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const alone = await run(seconds);
      const stop = enqueue(vaultDb, ids);
      const beside = await run(seconds);
      const rate = await stop();
      await untilPlaced(vaultDb);
      const ratio = beside.count / beside.seconds / (alone.count / alone.seconds);
      ratios.push(ratio);
      console.log(line(`vends alone, ${CALLERS} callers`, alone));
      console.log(line(`vends beside ${Math.round(rate)} events a second`, beside));
    }
    const sorted = ratios.toSorted((a, b) => a - b);
    const median = ((sorted[PAIRS / 2 - 1] ?? 0) + (sorted[PAIRS / 2] ?? 0)) / 2;
    console.log(`vends beside events: ${((median - 1) * 100).toFixed(1)} % (median of ${PAIRS} pairs)`);
    return median >= 1 - MOST;
  } finally {
    await vaultDb.end();
    await stack.close();
  }
}

/** Adds events at the rate until it is stopped, which says how many a second it was. */
function enqueue(db: pg.Pool, ids: readonly string[]): () => Promise<number> {
  const began = performance.now();
  let added = 0;
  let isOver = false;
  const adding = (async () => {
    while (!isOver) {
      const due = Math.floor(((performance.now() - began) / 1_000) * RATE) - added;
      if (due > 0) {
        const some = Array.from({ length: due }, (_, at) => ids[(added + at) % ids.length]);
        await db.query(
          `INSERT INTO vault.events (type, connection_id, environment)
           SELECT 'connection.released', id, 'sandbox' FROM unnest($1::uuid[]) AS ids (id)`,
          [some],
        );
        added += due;
      }
      await sleep(TICK_MS);
    }
  })();
  return async () => {
    isOver = true;
    await adding;
    return added / ((performance.now() - began) / 1_000);
  };
}

async function untilPlaced(db: pg.Pool): Promise<void> {
  for (;;) {
    const { rowCount } = await db.query('SELECT 1 FROM vault.events WHERE position IS NULL LIMIT 1');
    if (rowCount === 0) return;
    await sleep(100);
  }
}
