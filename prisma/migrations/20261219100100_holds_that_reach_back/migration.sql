-- An incident on an encryption key covers what was readable with it since a time before the hold: what has moved to another key since
-- then is held too (design 4.20). Null: a hold by itself, from when it was placed.
ALTER TABLE "vault"."holds" ADD COLUMN "records_since" TIMESTAMPTZ(3);
GRANT UPDATE ("records_since") ON "vault"."holds" TO connect_vault;
