// One vault process of bench/refresh-race.ts, with a shorter lease than the product's; its arguments: lease in milliseconds,
// number of checks.

import { createLogger } from '#lib/log/logger';
import { raceDeadlines, takePart } from '#test/refresh-race';
import { parseVaultEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { createContext } from '#vault/runtime/context';
import { DEADLINES } from '#vault/runtime/deadlines';

const CALLERS = 8;

const [leaseMs = Number.NaN, checks = Number.NaN] = process.argv.slice(2).map(Number);
const env = parseVaultEnv(process.env);
const vault = createContext(env, openKeyRing(env.VAULT_KEYS), {
  deadlines: { ...DEADLINES, ...raceDeadlines(leaseMs) },
  log: createLogger('bench', 'silent'),
});
const { pool } = vault.database;
const { rows } = await pool.query<{ id: string }>('SELECT connection_id AS id FROM vault.grants');
const part = await takePart(
  vault,
  rows.map(({ id }) => id),
  {
    checks,
    callers: CALLERS,
    isOver: async () => {
      // a machine that is too busy to answer is asked again
      const answer = await pool
        .query(`SELECT 1 FROM vault.grants WHERE state <> 'settled' OR next_refresh_at <= now() LIMIT 1`)
        .catch(() => undefined);
      return answer?.rowCount === 0;
    },
  },
);
process.send?.(part);
await vault.tasks.drain(60_000);
await Promise.all([vault.wise.close(), vault.database.close()]);
process.disconnect();
