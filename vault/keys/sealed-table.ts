import type { RecordContext } from './sealed-record';

/** Columns of every sealed table. */
export type WrappedRow = { id: string; keyId: string; wrappedKey: Buffer };

/** A sealed value of a row, and where it belongs. */
export type SealedValue = { column: string; sealed: Buffer; context: RecordContext };

/** What a module says of its table of sealed records; `read` is given to rows of `identity`. */
type Parts<Identity> = {
  /** Schema and name. */
  name: `vault.${string}`;
  /** The column (uuid) that names a row. */
  id: string;
  /** The columns sealed under the row's data key. */
  sealed: readonly [string, ...string[]];
  /** `UPDATE <table> AS t SET`: stands with the owner, so that whoever writes the table is found there. */
  update: string;
  /** SELECT list and joins that say whose the row `t` is, without the list's SELECT: `<columns> FROM <table> AS t …`. */
  identity: string;
  /** The context that a column is sealed for; undefined when the database contradicts itself about whose the row is. */
  contextOf: (identity: Identity, column: string) => RecordContext | undefined;
};

/**
 * A table of sealed records: each row has `key_id` (the ring key), `wrapped_key` (its data key, wrapped with it) and values
 * sealed under the data key. The statements name no value of ours; what they are given is `$1`, `$2`, ….
 */
export type SealedTable = {
  readonly name: string;
  readonly sealed: readonly string[];
  /** `keyId`, `count`: how many rows each ring key has. */
  readonly countByKey: string;
  /** `keyId`: the ring keys that any row has; looks at one row for each. */
  readonly keys: string;
  /** `count`: how many rows the ring key `$1` has. */
  readonly countOf: string;
  /** The next `$3` rows after the id `$2`, by id: of the ring key `$1`, or of any where it is null. */
  readonly read: string;
  /** The same with the sealed values and whose they are. */
  readonly readSealed: string;
  /** The same of the rows `$1`. */
  readonly readSealedOf: string;
  /**
   * Compare and swap: the rows `$1` whose wrapped key is still `$2` get `$3` and the ring key `$4`. A row that somebody
   * holds is passed by. Gives the ids that were changed.
   */
  readonly swapKeys: string;
  /** The same with new sealed values: `$5`, `$6`, … in the order of `sealed`. One that was erased meanwhile stays erased. */
  readonly swapRecords: string;
  /** The sealed values of a row of `readSealed`; undefined when it cannot be said whose they are. */
  readonly valuesOf: (row: Record<string, unknown>) => SealedValue[] | undefined;
};

/** Makes the statements for a table of sealed records. */
export function sealedTable<Identity>(parts: Parts<Identity>): SealedTable {
  const { name, id, sealed } = parts;
  const key = `t.${id} AS id, t.key_id AS "keyId", t.wrapped_key AS "wrappedKey"`;
  const page = `t.wrapped_key IS NOT NULL AND ($1::text IS NULL OR t.key_id = $1) AND t.${id} > $2::uuid
    ORDER BY t.${id} LIMIT $3`;
  const values = sealed.map((column) => `t.${column} AS "sealed ${column}"`).join(', ');
  return {
    name,
    sealed,
    countByKey: `SELECT key_id AS "keyId", count(*)::int AS count FROM ${name} WHERE wrapped_key IS NOT NULL GROUP BY key_id`,
    keys: `
      WITH RECURSIVE k AS (
        (SELECT key_id FROM ${name} WHERE wrapped_key IS NOT NULL ORDER BY key_id LIMIT 1)
        UNION ALL
        SELECT (SELECT key_id FROM ${name} AS t WHERE t.wrapped_key IS NOT NULL AND t.key_id > k.key_id
          ORDER BY t.key_id LIMIT 1)
        FROM k WHERE k.key_id IS NOT NULL)
      SELECT key_id AS "keyId" FROM k WHERE key_id IS NOT NULL`,
    countOf: `SELECT count(*)::int AS count FROM ${name}
      WHERE wrapped_key IS NOT NULL AND key_id = $1`,
    read: `SELECT ${key} FROM ${name} AS t WHERE ${page}`,
    readSealed: `SELECT ${key}, ${values}, ${parts.identity} WHERE ${page}`,
    readSealedOf: `SELECT ${key}, ${values}, ${parts.identity}
      WHERE t.wrapped_key IS NOT NULL AND t.${id} = ANY ($1::uuid[]) ORDER BY t.${id}`,
    swapKeys: swap(parts, []),
    swapRecords: swap(parts, sealed),
    valuesOf: (row) => valuesOf(parts, row),
  };
}

/**
 * Rows are locked without waiting first: two who change many rows in different orders would wait for each other. Each is looked
 * up by its id and, once locked, by its place: left to itself PostgreSQL read a table of 50,000 rows whole for each batch.
 */
function swap({ name, id, update }: Parts<never>, columns: readonly string[]): string {
  const arrays = columns.map((_, at) => `, $${at + 5}::bytea[]`).join('');
  const names = columns.map((column) => `, new_${column}`).join('');
  // a disconnect erases the access token and leaves the data key as it is
  const sets = columns
    .map((column) => `, ${column} = CASE WHEN t.${column} IS NOT NULL THEN held.new_${column} END`)
    .join('');
  return `
    WITH held AS MATERIALIZED (
      SELECT locked.place, new_key${names} FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]${arrays}) AS n (id, old_key, new_key${names})
        CROSS JOIN LATERAL (
          SELECT t.ctid AS place FROM ${name} AS t WHERE t.${id} = n.id AND t.wrapped_key = n.old_key
          FOR NO KEY UPDATE OF t SKIP LOCKED) AS locked)
    ${update} key_id = $4, wrapped_key = held.new_key${sets}
    FROM held WHERE t.ctid = ANY (ARRAY (SELECT place FROM held)) AND t.ctid = held.place RETURNING t.${id} AS id`;
}

function valuesOf<Identity>(
  { sealed, contextOf }: Parts<Identity>,
  row: Record<string, unknown>,
): SealedValue[] | undefined {
  const values: SealedValue[] = [];
  for (const column of sealed) {
    const value = row[`sealed ${column}`];
    if (!(value instanceof Buffer)) continue;
    const context = contextOf(row as Identity, column);
    if (context === undefined) return undefined;
    values.push({ column, sealed: value, context });
  }
  return values;
}
