import { type AccessTokens, accessTokens } from './access-token.js';
import { OPERATIONS } from './generated/operations.js';
import { type OneRequest, type RequestOptions, send } from './http/send.js';
import { type ConnectWiseOptions, type Settings, settingsFrom } from './http/settings.js';
import { type Pages, pagesOf } from './pages.js';
import type { Operations } from './types.js';
import { type CallWise, wiseCaller } from './wise-call.js';

/** The partner API. Its operations have the names and fields of its OpenAPI document. */
export type ConnectWise = Operations & AccessTokens & Pages & { callWise: CallWise };

/** @throws TypeError for an address or a key that cannot work */
export function connectWise(options: ConnectWiseOptions): ConnectWise {
  const settings = settingsFrom(options);
  const operations = operationsOf(settings);
  return {
    ...operations,
    ...pagesOf(operations),
    ...accessTokens(settings),
    callWise: wiseCaller(settings),
  };
}

function operationsOf(settings: Settings): Operations {
  const methods = Object.keys(OPERATIONS).map((name) => [
    name,
    async (input: Record<string, unknown> = {}, options?: RequestOptions): Promise<unknown> => {
      const read = async (response: Response): Promise<unknown> =>
        response.status === 204 ? undefined : response.json();
      return await send(settings, requestOf(name, input), read, options);
    },
  ]);
  // the table and the types are written from one document
  return Object.fromEntries(methods) as Operations;
}

function requestOf(name: string, input: Record<string, unknown>): OneRequest {
  const operation = OPERATIONS[name];
  if (operation === undefined) throw new TypeError(`there is no operation ${name}`);
  const { method, address, path, query } = operation;
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const target = path.reduce((filled, field) => filled.replace(`{${field}}`, segment(field, rest)), address);
  const search = new URLSearchParams();
  for (const field of query) {
    if (rest.has(field)) search.set(field, String(rest.get(field)));
    rest.delete(field);
  }
  if (method === 'GET' && rest.size > 0)
    throw new TypeError(`${name} takes no ${[...rest.keys()].join(', ')}`);
  const hasBody = method !== 'GET' && rest.size > 0;
  return {
    method,
    target: search.size > 0 ? `${target}?${search}` : target,
    headers: { accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}) },
    usualSeconds: 30,
    ...(hasBody ? { body: JSON.stringify(Object.fromEntries(rest)) } : {}),
  };
}

// An id that came from elsewhere must not lead to another address: `..` would.
function segment(field: string, rest: Map<string, unknown>): string {
  const value = rest.get(field);
  rest.delete(field);
  if (typeof value !== 'string' || !/^[\w-]+$/.test(value)) throw new TypeError(`${field} is not an id`);
  return value;
}
