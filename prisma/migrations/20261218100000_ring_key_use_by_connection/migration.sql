-- An incident on a ring key counts the uses of the connections whose records had it (design 4.20). What a grant has now stands in
-- its row: with those in the index too, each move to another key took a tenth longer.
CREATE INDEX "ring_key_use_ended" ON "vault"."ring_key_use" ("connection_id", "ring_key") WHERE "until_at" IS NOT NULL;
