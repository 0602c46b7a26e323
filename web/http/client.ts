import { networkOf } from '#lib/net/client-address';

/** Set by the server wrapper (web/server/server-wrapper.ts) on every request, taken off whatever a client sends under it. */
export const CLIENT_HEADER = 'x-connect-client';

/** The network a request comes from, for limits; undefined when clients cannot be told apart. */
export function clientNetwork(headers: { get(name: string): string | null }): string | undefined {
  const address = headers.get(CLIENT_HEADER);
  return address === null || address === '' ? undefined : networkOf(address);
}
