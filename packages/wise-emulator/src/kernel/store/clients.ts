import { ZodError } from 'zod';
import { type ClientFacts, clientSchema, type EmulatorClient } from './client-schema';
import { ClientSecrets } from './client-secrets';

/** A client as the emulator works with it. Redirect URIs are compared byte for byte. */
export type RegisteredClient = Readonly<Omit<ClientFacts, 'clientSecrets'>> & { secrets: ClientSecrets };

/** What may be changed of a client that stays itself. */
export type ClientChange = Partial<Pick<ClientFacts, 'redirectUris' | 'name' | 'enforce'>>;

/** The registered clients, by id. */
export class ClientStore {
  readonly #clients = new Map<string, RegisteredClient>();

  constructor(clients: readonly EmulatorClient[]) {
    for (const client of clients) this.put(client);
  }

  /** Adds a client, or replaces the one with this id. Throws a ZodError when it is not well formed. */
  put(client: unknown): RegisteredClient {
    const { clientSecrets, ...facts } = clientSchema.parse(client);
    const holder = this.findByKey(facts.clientKey);
    if (holder && holder.clientId !== facts.clientId) throw keyTaken(facts.clientKey, holder.clientId);
    const registered = { ...facts, secrets: new ClientSecrets(clientSecrets) };
    this.#clients.set(facts.clientId, registered);
    return registered;
  }

  /** The client with the change; its secrets stay. Throws a ZodError when the change is not well formed. */
  change(client: RegisteredClient, change: ClientChange): RegisteredClient {
    const { secrets, ...facts } = client;
    const { clientSecrets: _none, ...checked } = clientSchema.parse({
      ...facts,
      ...change,
      clientSecrets: [],
    });
    const changed = { ...checked, secrets };
    this.#clients.set(client.clientId, changed);
    return changed;
  }

  find(clientId: string): RegisteredClient | undefined {
    return this.#clients.get(clientId);
  }

  findByKey(clientKey: string): RegisteredClient | undefined {
    return this.all().find((client) => client.clientKey === clientKey);
  }

  all(): RegisteredClient[] {
    return [...this.#clients.values()];
  }

  /** The name the partner is known by, or the bare id when the client is gone. */
  nameOf(clientId: string): string {
    return this.find(clientId)?.name ?? clientId;
  }
}

/** As a file of clients has it, with the secrets that are live now. */
export function clientFile({ secrets, ...facts }: RegisteredClient, now: number): ClientFacts {
  return { ...facts, clientSecrets: secrets.live(now).map(({ value }) => value) };
}

function keyTaken(clientKey: string, clientId: string): ZodError {
  const message = `"${clientKey}" is the key of client "${clientId}"`;
  return new ZodError([{ code: 'custom', path: ['clientKey'], message, input: clientKey }]);
}
