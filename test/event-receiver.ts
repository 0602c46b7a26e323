import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { eventSchema, type OutgoingEvent } from '#lib/contract/events';

type Arrived = { event: OutgoingEvent; status: number; isSigned: boolean };

/** A partner's endpoint for events: verifies each with the library that partners use, and answers as it is told. */
export class EventReceiver {
  readonly arrived: Arrived[] = [];
  /** Whose signature counts. */
  secrets: string[] = [];
  /** What it answers; undefined: nothing, for ever. */
  answer: (event: OutgoingEvent) => number | undefined | Promise<number> = () => 200;
  readonly #server: Server;
  #port = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<EventReceiver> {
    const server = createServer();
    const receiver = new EventReceiver(server);
    server.on('request', (request, response) => {
      receiver.#take(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get taken(): number {
    return this.arrived.filter(({ status }) => status === 200).length;
  }

  get isUp(): boolean {
    return this.#server.listening;
  }

  /** Nobody listens there until it is up again. */
  async down(): Promise<void> {
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async up(): Promise<void> {
    if (!this.isUp)
      await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
  }

  /** Of one connection, in the order of their first arrival, those that were taken. */
  takenOf(connectionId: string): string[] {
    return [...this.#takenOf(connectionId).values()];
  }

  /** The same, as ids. */
  takenIdsOf(connectionId: string): string[] {
    return [...this.#takenOf(connectionId).keys()];
  }

  #takenOf(connectionId: string): Map<string, string> {
    const events = this.arrived.filter(({ status }) => status === 200).map(({ event }) => event);
    const own = events.filter(({ data }) => 'connection_id' in data && data.connection_id === connectionId);
    return new Map(own.map((event) => [event.id, event.type]));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const event = eventSchema.parse(JSON.parse(body));
    const status = await this.answer(event);
    this.arrived.push({ event, status: status ?? 0, isSigned: this.#isSigned(request, body) });
    if (status !== undefined) response.writeHead(status).end('thank you');
  }

  #isSigned({ headers }: IncomingMessage, body: string): boolean {
    return this.secrets.some((secret) => {
      try {
        new Webhook(secret).verify(body, headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    });
  }
}
