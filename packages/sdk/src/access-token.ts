import { type RequestOptions, send } from './http/send.js';
import type { Settings } from './http/settings.js';
import type { AccessToken } from './types.js';

export interface TokenOptions extends RequestOptions {
  /** Seconds that the token has to live; a shorter one is refreshed first. */
  minTtlSeconds?: number;
}

export interface AccessTokens {
  /**
   * Calls Wise with a token that is live now, which is asked for each time. When Wise answers 401 the token is reported
   * as rejected and `use` runs once more with another one: Wise did nothing of a call that it answered 401.
   *
   * @example
   * await wise.withAccessToken(id, ({ access_token }) =>
   *   fetch(`https://api.wise.com/v1/rates?source=EUR&target=GBP`, { headers: { authorization: `Bearer ${access_token}` } }));
   */
  withAccessToken(
    connectionId: string,
    use: (token: AccessToken) => Promise<Response>,
    options?: TokenOptions,
  ): Promise<Response>;
}

/** More connections than a back end talks about at one time; each costs some hundred bytes. */
const MOST_KEPT = 1000;

/**
 * A token is kept for one thing: so that the API can answer "still the same" (304). Without that word it is never used
 * again, because Wise ends the previous token at each refresh.
 */
export function accessTokens(settings: Settings): AccessTokens {
  const kept = new Map<string, AccessToken>();

  async function ask(id: string, options: TokenOptions, rejected?: number): Promise<AccessToken> {
    const known = rejected === undefined ? kept.get(id) : undefined;
    const read = async (response: Response): Promise<AccessToken> =>
      response.status === 304 && known ? known : await response.json();
    const token = await send(settings, requestFor(id, options, { known, rejected }), read, options);
    kept.delete(id);
    kept.set(id, token);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return token;
  }

  return {
    async withAccessToken(connectionId, use, options = {}) {
      const token = await ask(connectionId, options);
      const response = await use(token);
      // a personal token has no version that a refresh could replace
      if (response.status !== 401 || token.expires_at === null) return response;
      kept.delete(connectionId);
      await response.body?.cancel();
      return use(await ask(connectionId, options, token.version));
    },
  };
}

function requestFor(
  id: string,
  { minTtlSeconds }: TokenOptions,
  { known, rejected }: { known: AccessToken | undefined; rejected: number | undefined },
) {
  if (!/^[\w-]+$/.test(id)) throw new TypeError('the id of a connection is a UUID');
  const query = new URLSearchParams();
  if (minTtlSeconds !== undefined) query.set('min_ttl', String(minTtlSeconds));
  if (rejected !== undefined) query.set('rejected_version', String(rejected));
  return {
    method: 'GET',
    target: `/v1/connections/${id}/access-token${query.size > 0 ? `?${query}` : ''}`,
    headers: {
      accept: 'application/json',
      ...(known ? { 'if-none-match': `"${known.version}"` } : {}),
    },
    usualSeconds: 30,
  };
}
