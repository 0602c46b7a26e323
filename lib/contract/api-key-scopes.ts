/** What an API key may be made for; each route of the partner API names the one that it wants (design 4.12). */
export const API_KEY_SCOPES = [
  'connections:read',
  'connections:write',
  'tokens:read',
  'wise:call',
  'factors:write',
  // beside tokens:read or wise:call, for what is the partner's own account (decision 054)
  'personal-token:use',
  'events:read',
  // where events are sent to
  'events:write',
  'sessions:write',
  'application-token:read',
] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** What every key could do before there were scopes, and what a key that names none gets. */
export const DEFAULT_SCOPES = [
  'connections:read',
  'tokens:read',
  'wise:call',
  'events:read',
] as const satisfies readonly ApiKeyScope[];

/** The one that this text names, if it names one. */
export function readScope(text: string): ApiKeyScope | undefined {
  return API_KEY_SCOPES.find((scope) => scope === text);
}
