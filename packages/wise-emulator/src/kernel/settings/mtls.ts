import * as z from 'zod';
import { setting } from './setting';

/** The settings of mTLS: what Wise does not document. */
export const mtlsSettings = {
  /** What a connection without a good client certificate gets; a status for each request, whatever its path. */
  mtlsRefusal: setting({
    description: 'Without a good client certificate',
    default: 'handshake',
    schema: z.enum(['handshake', '401', '401-page', '403']),
  }),
  /** Which certificate a token is good with: any, any of the token's client, or the very one it was taken with. */
  mtlsTokenBinding: setting({
    description: 'A token works with which certificate of its client',
    default: 'client',
    schema: z.enum(['none', 'client', 'certificate']),
  }),
  /** What the mTLS host shows as its own certificate, to connections made from now on. */
  mtlsServerCertificate: setting({
    description: 'Certificate of the mTLS host',
    default: 'valid',
    schema: z.enum(['valid', 'expired', 'unknown-ca', 'wrong-name']),
  }),
  /** On: every client certificate counts as expired. */
  mtlsClientCertificatesExpired: setting({
    description: 'All client certificates have expired',
    default: false,
    schema: z.boolean(),
  }),
};
