import { z } from 'zod';

/** The switches of mTLS: what Wise does not document. */
export const mtlsSettings = {
  /** What a connection without a good client certificate gets. */
  mtlsRefusal: z.enum(['handshake', '401', '403']),
  /** Which certificate a token is good with: any, any of the token's client, or the very one it was taken with. */
  mtlsTokenBinding: z.enum(['none', 'client', 'certificate']),
  /** What the mTLS host shows as its own certificate, to connections made from now on. */
  mtlsServerCertificate: z.enum(['valid', 'expired', 'unknown-ca', 'wrong-name']),
  /** On: every client certificate counts as expired. */
  mtlsClientCertificatesExpired: z.boolean(),
};

export const DEFAULT_MTLS_SETTINGS = {
  mtlsRefusal: 'handshake',
  mtlsTokenBinding: 'client',
  mtlsServerCertificate: 'valid',
  mtlsClientCertificatesExpired: false,
} as const;
