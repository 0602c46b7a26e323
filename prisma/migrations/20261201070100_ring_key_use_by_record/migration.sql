-- Each vend asks which ring keys its record had since a hold on one was placed (promise 12).
CREATE INDEX "ring_key_use_row_id_ring_key_idx" ON "vault"."ring_key_use" ("row_id", "ring_key");
