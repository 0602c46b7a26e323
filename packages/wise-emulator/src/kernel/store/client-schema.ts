import * as z from 'zod';

/** Schemes that a browser would run or read from its own machine. */
const REFUSED_SCHEMES = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:']);

/** Printable ASCII only: the address is sent back byte for byte in a `Location` header. */
export const redirectUriSchema = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces')
  .refine(
    (uri) => URL.canParse(uri) && !REFUSED_SCHEMES.has(new URL(uri).protocol),
    'an absolute address that is no script',
  )
  .refine((uri) => !uri.includes('#'), 'an address without a fragment (RFC 6749 section 3.1.2)');

/** Both come in the path of requests, and the id in Basic credentials. */
const identifier = z.string().regex(/^[\x21-\x7e]{1,100}$/, '1 to 100 printable ASCII characters');

export const clientSchema = z
  .strictObject({
    clientId: identifier,
    /** What the webhook API calls a client by; at Wise not always the client id. */
    clientKey: identifier.optional(),
    clientSecrets: z.array(z.string().min(1).max(1_000)),
    redirectUris: z.array(redirectUriSchema),
    name: z.string().min(1).max(200),
    /** What Wise demands of this client. */
    enforce: z
      .strictObject({
        mtls: z.boolean().optional(),
        /** What it sends has to be signed or encrypted. */
        jose: z.boolean().optional(),
        /** SCA for whatever profile (true) or for none (false), instead of by country. */
        sca: z.boolean().optional(),
      })
      .optional(),
  })
  .transform((client) => ({ ...client, clientKey: client.clientKey ?? `${client.clientId}-key` }));

/** A partner's app, as a file or a test describes it. Several secrets may be live at once. */
export type EmulatorClient = z.input<typeof clientSchema>;

/** The same with nothing left open. */
export type ClientFacts = z.output<typeof clientSchema>;

export const DEFAULT_CLIENT: EmulatorClient = {
  clientId: 'connect-wise-dev',
  clientSecrets: ['emulator-only-secret'],
  redirectUris: ['http://localhost:3000/connect/sandbox/callback'],
  name: 'Acme Bank',
};
