-- The partner's own account has a scope of its own, which no key has by default: a key that was made for customers' connections
-- must not reach it because an admin adds a personal token later (decision 054).
ALTER TABLE "vault"."api_keys"
  DROP CONSTRAINT "api_keys_scopes_known",
  ADD CONSTRAINT "api_keys_scopes_known" CHECK ("scopes" <@ ARRAY['connections:read', 'connections:write', 'tokens:read',
    'wise:call', 'factors:write', 'personal-token:use', 'events:read', 'sessions:write', 'application-token:read']);
