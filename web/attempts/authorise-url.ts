import type { WiseAuthorise } from '#web/env/web-env';

/**
 * Wise's authorise page for one attempt: the three documented parameters and no other
 * (docs/wise.md 1.2; `redirect_uri` exactly as registered).
 */
export function authoriseUrl(wise: WiseAuthorise, state: string): URL {
  const url = new URL('/oauth/authorize/', wise.webUrl);
  url.searchParams.set('client_id', wise.clientId);
  url.searchParams.set('redirect_uri', wise.redirectUri);
  url.searchParams.set('state', state);
  return url;
}
