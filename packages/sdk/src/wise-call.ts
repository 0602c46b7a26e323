import { type RequestOptions, send } from './http/send.js';
import type { Settings } from './http/settings.js';

export interface WiseCall extends RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, such as a FormData for an upload. */
  body?: RequestInit['body'];
  /** Wise's `X-idempotence-uuid`: name it again when you repeat a call whose answer was lost. */
  idempotenceUuid?: string;
  /** The `challenge_id` of SCA_REQUIRED, once the customer has approved the call. */
  challengeId?: string;
}

/**
 * Calls Wise in the name of a connection, through the vault, which puts the token in. What Wise answers comes back with
 * Wise's status, also when it is an error. Read JSON of it with `parseExactJson`: ids have up to 19 digits.
 *
 * @example
 * const answer = await wise.callWise(connection.id, 'v1/transfers', { query: { profile: connection.profile_id } });
 * @throws ConnectWiseError for what the vault itself answers, such as SCA_REQUIRED
 */
export type CallWise = (connectionId: string, path: string, call?: WiseCall) => Promise<Response>;

export function wiseCaller(settings: Settings): CallWise {
  return async (connectionId, path, call = {}) => {
    const body = call.json === undefined ? call.body : JSON.stringify(call.json);
    return send(
      settings,
      {
        method: call.method ?? 'GET',
        target: targetOf(connectionId, path, call.query),
        headers: headersOf(call),
        usualSeconds: 60,
        ...(body == null ? {} : { body }),
      },
      async (answer) => answer,
      call,
    );
  };
}

function headersOf({ json, idempotenceUuid, challengeId }: WiseCall): Record<string, string> {
  return {
    accept: 'application/json',
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(idempotenceUuid === undefined ? {} : { 'x-idempotence-uuid': idempotenceUuid }),
    ...(challengeId === undefined ? {} : { 'wise-challenge': challengeId }),
  };
}

// The vault refuses these too; here they never become another address on the way there.
function targetOf(connectionId: string, path: string, query: WiseCall['query'] = {}): string {
  if (!/^[\w-]+$/.test(connectionId)) throw new TypeError('the id of a connection is a UUID');
  const segments = path.replace(/^\//, '').split('/');
  if (segments.some((segment) => !/^[\w.~-]+$/.test(segment) || /^\.+$/.test(segment))) {
    throw new TypeError(`not a path of Wise: ${path}`);
  }
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  const target = `/v1/connections/${connectionId}/wise/${segments.join('/')}`;
  return search.size > 0 ? `${target}?${search}` : target;
}
