-- Second factors of customers have a scope of their own, which no key has by default: whoever may call must not be able to
-- approve what it asks for (design 4.12).
ALTER TABLE "vault"."api_keys"
  DROP CONSTRAINT "api_keys_scopes_known",
  ADD CONSTRAINT "api_keys_scopes_known" CHECK ("scopes" <@ ARRAY['connections:read', 'connections:write', 'tokens:read',
    'wise:call', 'factors:write', 'events:read', 'sessions:write', 'application-token:read']);
