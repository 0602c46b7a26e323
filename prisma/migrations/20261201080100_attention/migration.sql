-- What staff's first page counts (design 4.19): up to a bound, from an index alone.
CREATE INDEX "connections_needing_reconnect" ON "connections" ("environment", "reason", "status_changed_at", "id")
  WHERE "status" = 'needs_reconnect';

-- Three refreshes in a row that did not end well: one or two are a moment's fault.
CREATE INDEX "grants_failing" ON "vault"."grants" ("environment", "connection_id") WHERE "failures" >= 3;
CREATE VIEW "failing_refreshes" AS
  SELECT connection_id, environment, failures FROM vault.grants WHERE failures >= 3 AND connection_id IS NOT NULL;

CREATE VIEW "webhook_gaps" AS
  SELECT environment, gap_since, gap_reason FROM vault.webhook_watch WHERE gap_since IS NOT NULL;

GRANT SELECT ON "failing_refreshes", "webhook_gaps" TO connect_web;
