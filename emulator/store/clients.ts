import { z } from 'zod';

const REFUSED_SCHEMES = new Set(['javascript:', 'data:', 'vbscript:']);

/** Printable ASCII only: the address is sent back byte for byte in a `Location` header. */
const redirectUriSchema = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces')
  .refine(
    (uri) => URL.canParse(uri) && !REFUSED_SCHEMES.has(new URL(uri).protocol),
    'an absolute address that is no script',
  );

export const clientSchema = z.strictObject({
  clientId: z.string().min(1),
  clientSecrets: z.array(z.string().min(1)),
  redirectUris: z.array(redirectUriSchema),
  name: z.string().min(1),
  /** What Wise demands of this client. */
  enforce: z.strictObject({ mtls: z.boolean().optional() }).optional(),
});

/** A partner's app. Several secrets may be live at once; redirect URIs are compared byte for byte. */
export type EmulatorClient = z.infer<typeof clientSchema>;

export const DEFAULT_CLIENT: EmulatorClient = {
  clientId: 'connect-wise-dev',
  clientSecrets: ['emulator-only-secret'],
  redirectUris: ['http://localhost:3000/connect/sandbox/callback'],
  name: 'Acme Bank',
};

/** The registered clients, by id. */
export class ClientStore {
  readonly #clients = new Map<string, EmulatorClient>();

  constructor(clients: readonly EmulatorClient[]) {
    for (const client of clients) this.put(client);
  }

  /** Adds a client, or replaces the one with this id. Throws a ZodError when it is not well formed. */
  put(client: unknown): EmulatorClient {
    const checked = clientSchema.parse(client);
    this.#clients.set(checked.clientId, checked);
    return checked;
  }

  find(clientId: string): EmulatorClient | undefined {
    return this.#clients.get(clientId);
  }

  all(): EmulatorClient[] {
    return [...this.#clients.values()];
  }

  /** The name the partner is known by, or the bare id when the client is gone. */
  nameOf(clientId: string): string {
    return this.find(clientId)?.name ?? clientId;
  }
}
