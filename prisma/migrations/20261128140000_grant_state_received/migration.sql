-- A grant whose tokens Wise has given and whose checks are not over. On its own: PostgreSQL does not let the
-- transaction that adds a value of an enum use it.
ALTER TYPE "vault"."grant_state" ADD VALUE 'received' BEFORE 'settled';
