-- What lib/contract/connections.ts says of reasons and receipts, checked by the database too; a test compares the two.
-- The vocabularies that grow with every other release (alarms.code, notices.kind) have no CHECK: a vault of the next version
-- beside this one could not write its own, and an alarm that cannot be stored is worse than one without a text.

-- A CHECK that comes to NULL passes: so a connection without a reason could stand where one is required.
ALTER TABLE "connections" DROP CONSTRAINT "connections_reason_fits_status";
ALTER TABLE "connections" ADD CONSTRAINT "connections_reason_fits_status" CHECK (
  CASE "status"
    WHEN 'active' THEN "reason" IS NULL
    WHEN 'needs_reconnect' THEN "reason" IS NOT NULL AND "reason" IN ('lost_at_wise', 'replaced', 'user_deactivated')
    WHEN 'disconnected' THEN "reason" IS NOT NULL AND "reason" IN ('customer', 'staff', 'incident', 'erasure')
    ELSE false
  END);

ALTER TABLE "connections" ADD CONSTRAINT "connections_end_result_known" CHECK (
  "end_result" IS NULL OR "end_result" IN ('pending', 'cancelled', 'ended_at_wise', 'unconfirmed'));

-- NOT VALID: rows that an older build has left are read and deleted as before; what is written from now on fits.
ALTER TABLE "exchanges" ADD CONSTRAINT "exchanges_reason_fits_state" CHECK (
  CASE "state"
    WHEN 'refused' THEN "reason" IS NOT NULL AND "reason" IN ('profile_mismatch', 'no_profile', 'replaced')
    WHEN 'failed' THEN "reason" IS NOT NULL
      AND "reason" IN ('code_refused', 'client_refused', 'wise_unavailable', 'unreadable_answer')
    WHEN 'interrupted' THEN "reason" IS NULL OR "reason" = 'unreadable_answer'
    ELSE "reason" IS NULL
  END) NOT VALID;
