-- Staff look an attempt up by the reference that its customer quotes. Attempts and connections are found by their own
-- primary keys, which the reference is made of (lib/text/reference.ts). These are for refusals: the reference of one that
-- belongs to no attempt, and why an attempt was refused.
CREATE INDEX "audit_entries_refusal_reference" ON "audit_entries" (("detail"->>'reference'))
  WHERE "action" = 'attempt.refused' AND "detail" ? 'reference';
CREATE INDEX "audit_entries_refused_attempt" ON "audit_entries" (("detail"->>'attemptId'))
  WHERE "action" = 'attempt.refused' AND "detail" ? 'attemptId';
