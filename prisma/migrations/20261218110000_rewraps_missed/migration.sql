-- Records that somebody held while a round made every ciphertext anew: a round that began with the first of them again made the
-- ones behind it anew each time.
ALTER TABLE "vault"."rewraps" ADD COLUMN "missed" UUID[] NOT NULL DEFAULT ARRAY[]::UUID[];
