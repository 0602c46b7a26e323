-- Since when a code waits unsent for a fault of ours that passes (design 4.14, 4.15): the customer's page says so.
ALTER TABLE "public"."exchanges" ADD COLUMN "held_since" TIMESTAMPTZ(3);
