-- Each role deletes what it owns when nobody needs it any more (lib/retention/rules.ts).
GRANT DELETE ON "exchanges", "notices", "alarms" TO connect_vault;

-- CreateIndex
CREATE INDEX "exchanges_finished_at_idx" ON "exchanges"("finished_at");

-- The partner API finds connections by the subject that the partner's own sign-in gave.
CREATE INDEX "customer_accounts_subject_idx" ON "customer_accounts"("subject");
