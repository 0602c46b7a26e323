import pg from 'pg';
import { createDatabase } from '#test/database/cluster.mjs';
import { until } from './until';

type Row = Record<string, unknown>;

/** The stack's database seen from outside: one connection pool for each role, and locks that make a process wait. */
export class OutsideDatabase {
  readonly ownerUrl: string;
  readonly webUrl: string;
  readonly vaultUrl: string;
  readonly jobsUrl: string;
  readonly #superUrl: string;
  readonly #pools = new Map<string, pg.Pool>();
  readonly #drop: () => Promise<void>;

  constructor(superUrl: string, made: Awaited<ReturnType<typeof createDatabase>>) {
    this.ownerUrl = made.ownerUrl;
    this.webUrl = made.webUrl;
    this.vaultUrl = made.vaultUrl;
    this.jobsUrl = made.jobsUrl;
    const inside = new URL(superUrl);
    inside.pathname = new URL(made.ownerUrl).pathname;
    this.#superUrl = inside.toString();
    this.#drop = made.drop;
  }

  static async create(cluster: Parameters<typeof createDatabase>[0]): Promise<OutsideDatabase> {
    return new OutsideDatabase(cluster.superUrl, await createDatabase(cluster));
  }

  /** As connect_owner: may change any row. */
  owner(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#query(this.ownerUrl, sql, values);
  }

  web(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#query(this.webUrl, sql, values);
  }

  vault(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#query(this.vaultUrl, sql, values);
  }

  superuser(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.#query(this.#superUrl, sql, values);
  }

  /** The first row, or a failure that shows the query. */
  async one(sql: string, values: unknown[] = []): Promise<Row> {
    const [row] = await this.owner(sql, values);
    if (row === undefined) throw new Error(`no row: ${sql}`);
    return row;
  }

  /**
   * Takes a table lock from outside, so that the product stops exactly at its next write there (mode `SHARE`) or at
   * its next touch at all (`ACCESS EXCLUSIVE`). No hook in the product is needed.
   */
  async lock(table: string, mode: 'SHARE' | 'ACCESS EXCLUSIVE' = 'SHARE'): Promise<TableLock> {
    const client = new pg.Client({ connectionString: this.#superUrl });
    // the drop of the database cuts a lock that a failed test left behind
    client.on('error', () => undefined);
    await client.connect();
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN ${mode} MODE`);
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    return new TableLock(client, Number(rows[0].pid), (sql, values) =>
      this.#query(this.#superUrl, sql, values),
    );
  }

  async close(): Promise<void> {
    for (const pool of this.#pools.values()) await pool.end();
    await this.#drop();
  }

  async #query(url: string, sql: string, values: unknown[]): Promise<Row[]> {
    let pool = this.#pools.get(url);
    if (pool === undefined) {
      pool = new pg.Pool({ connectionString: url, max: 4 });
      // the drop of the database may reach a connection before its own goodbye does
      pool.on('error', () => undefined);
      this.#pools.set(url, pool);
    }
    return (await pool.query(sql, values)).rows;
  }
}

type Query = (sql: string, values: unknown[]) => Promise<Row[]>;

/** A lock that is held until released; tells who waits for it. */
export class TableLock {
  readonly #client: pg.Client;
  readonly #pid: number;
  readonly #query: Query;
  #isHeld = true;

  constructor(client: pg.Client, pid: number, query: Query) {
    this.#client = client;
    this.#pid = pid;
    this.#query = query;
  }

  /** Resolves once at least `count` statements of this role wait; `matching` is a piece of their SQL. */
  async untilWaiting(role: 'connect_web' | 'connect_vault', count = 1, matching = ''): Promise<void> {
    await until(`${count} statements of ${role} wait for the lock`, async () => {
      const rows = await this.#query(
        `SELECT pid FROM pg_stat_activity
         WHERE usename = $1 AND $2 = ANY (pg_blocking_pids(pid)) AND query ILIKE '%' || $3 || '%'`,
        [role, this.#pid, matching],
      );
      return rows.length >= count;
    });
  }

  /** Ends the sessions of this role that wait: what they wait to write is never written. */
  async endWaiting(role: 'connect_web' | 'connect_vault', matching: string): Promise<void> {
    await this.#query(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
       WHERE usename = $1 AND $2 = ANY (pg_blocking_pids(pid)) AND query ILIKE '%' || $3 || '%'`,
      [role, this.#pid, matching],
    );
  }

  async release(): Promise<void> {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    await this.#client.query('ROLLBACK');
    await this.#client.end();
  }
}
