import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { sourceAddress } from '#lib/net/client-address';
import { clientCertificate } from '#lib/net/client-certificate';
import type { KeySource } from '#vault/api-keys/check-key';

/** Where a request of the partner API comes from, as far as this listener and the proxies that it trusts know. */
export function keySource({ headers, socket }: IncomingMessage, proxies: BlockList | undefined): KeySource {
  const { 'x-forwarded-for': forwarded } = headers;
  const hops = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
  return {
    address: sourceAddress(socket.remoteAddress, hops, proxies),
    certificate: clientCertificate(socket),
  };
}
