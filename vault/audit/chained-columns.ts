/** The columns of ChainedEntry as PostgreSQL's own text, for sealer and verifier alike. `e` is audit_entries. */
export const CHAINED_COLUMNS = `
  e.id::text AS "id",
  to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS "at",
  e.epoch::text AS "epoch", e.txid::text AS "txid", e.db_role AS "dbRole", e.action AS "action",
  e.actor_kind AS "actorKind", e.actor_id AS "actorId", e.connection_id::text AS "connectionId",
  e.environment::text AS "environment", e.detail::text AS "detail", encode(e.personal_digest, 'hex') AS "personalDigest"`;
