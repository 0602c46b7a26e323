-- What a person needs to tell their own sessions apart, and support to answer "was that me?": the browser in two words
-- and the network (of an IPv6 address the first 64 bits). Sessions from before have neither.
ALTER TABLE "customer_sessions" ADD COLUMN "device" TEXT, ADD COLUMN "network" TEXT;
ALTER TABLE "staff_sessions" ADD COLUMN "device" TEXT, ADD COLUMN "network" TEXT;
