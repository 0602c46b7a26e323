-- What an API key may do (design 4.12). A key made before keeps what every key could do then; a new row that names nothing
-- may do nothing. The list is that of lib/contract/api-key-scopes.ts, and a test compares them.
ALTER TABLE "vault"."api_keys"
  ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT ARRAY['connections:read', 'tokens:read', 'wise:call', 'events:read'];
ALTER TABLE "vault"."api_keys"
  ALTER COLUMN "scopes" SET DEFAULT '{}',
  ADD CONSTRAINT "api_keys_scopes_known" CHECK ("scopes" <@ ARRAY['connections:read', 'connections:write', 'tokens:read',
    'wise:call', 'events:read', 'sessions:write', 'application-token:read']);
