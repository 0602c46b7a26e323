-- When a disconnect is over, the vault looks for the notice that told of it (vault/grants/tell-receipt.ts).
CREATE INDEX "notices_disconnected" ON "notices" ("connection_id", "created_at") WHERE "kind" = 'disconnected';
