-- An incident on a ring key counts the uses of the connections whose records had it (design 4.20).
CREATE INDEX "ring_key_use_connection_id_ring_key_idx" ON "vault"."ring_key_use" ("connection_id", "ring_key");
