import type { WiseClientConfig } from '#vault/env/vault-env';
import { mtlsTransport } from './mtls-transport';
import { plainTransport, type WiseTransport } from './transport';

/**
 * The transport that a client's settings ask for.
 *
 * @throws ConfigurationError when its certificate and key cannot be used.
 */
export function openTransport({ apiUrl, mtls }: Pick<WiseClientConfig, 'apiUrl' | 'mtls'>): WiseTransport {
  return mtls === undefined ? plainTransport() : mtlsTransport(apiUrl, mtls);
}
