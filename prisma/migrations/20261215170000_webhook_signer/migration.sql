-- Which of Wise's keys signed the last delivery: the readiness report says it (decision 096).
ALTER TABLE "vault"."webhook_watch" ADD COLUMN "signed_by" TEXT;
