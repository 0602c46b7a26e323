import 'server-only';
import { type Db, openDatabase, type Tx } from '#lib/db/client';
import { webEnv } from '#web/env/web-env';
import type { PoolFigures } from './pool-figures';

type VaultModel =
  | 'accessRecord'
  | 'accessUse'
  | 'accessRollUp'
  | 'grant'
  | 'apiKey'
  | 'auditSeal'
  | 'refreshOutcome';

/** A transaction of the web process. */
export type WebTx = Omit<Tx, VaultModel>;

/** The web's database: the vault's models are not in its type; role connect_web is what keeps them out. */
export type WebDb = Omit<Db, VaultModel | '$transaction' | '$extends' | '$connect' | '$disconnect'> & {
  $transaction<Result>(act: (tx: WebTx) => Promise<Result>): Promise<Result>;
};

// `next dev` loads modules anew on each change: without this each change would open another pool.
const kept = globalThis as typeof globalThis & { connectWiseWebDb?: WebDb; connectWiseWebPool?: PoolFigures };

/** The web process's one database client, opened at its first use (so that `next build` needs none). */
export function webDb(): WebDb {
  if (kept.connectWiseWebDb === undefined) {
    const { db, pool } = openDatabase(webEnv().DATABASE_URL.reveal(), {
      applicationName: 'connect-wise-web',
    });
    kept.connectWiseWebDb = db;
    kept.connectWiseWebPool = pool;
  }
  return kept.connectWiseWebDb;
}
