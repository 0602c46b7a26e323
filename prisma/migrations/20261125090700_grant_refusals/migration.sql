-- How often Wise has refused the refresh token of a grant whose last answer was lost. `failures` counts outages too,
-- and after an outage the first refusal must not count as the second.
ALTER TABLE "vault"."grants" ADD COLUMN "refusals" INTEGER NOT NULL DEFAULT 0;

-- No statement looks for ending rows by `ending_until`: they are found as due, by `next_refresh_at`.
DROP INDEX "vault"."grants_ending";
