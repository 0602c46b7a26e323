import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to PostgreSQL that can break at the worst moment: after the statement was done, before that was told. */
export class LossyProxy {
  /** The database's address, through this line. */
  readonly url: string;
  readonly #close: () => Promise<void>;
  #statement: string | undefined;
  #lost = 0;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async to(databaseUrl: string): Promise<LossyProxy> {
    const target = new URL(databaseUrl);
    const open = new Set<Socket>();
    const server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      let isLosing = false;
      for (const socket of [client, upstream]) {
        open.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          open.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.on('data', (bytes) => {
        isLosing ||= proxy.#isMeant(bytes);
        upstream.write(bytes);
      });
      // The server answers a pipelined statement in one piece, when its transaction has ended.
      upstream.on('data', (bytes) => {
        if (isLosing) client.destroy();
        else client.write(bytes);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new LossyProxy(url.toString(), async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    });
    return proxy;
  }

  /** Loses the confirmation of the next statement of this name. */
  loseNext(statement: string): void {
    this.#statement = statement;
  }

  /** How many confirmations were lost. */
  get lost(): number {
    return this.#lost;
  }

  async close(): Promise<void> {
    await this.#close();
  }

  /** The extended protocol carries the name of a prepared statement, ended by a NUL byte. */
  #isMeant(bytes: Buffer): boolean {
    if (this.#statement === undefined || !bytes.includes(`${this.#statement}\0`)) return false;
    this.#statement = undefined;
    this.#lost += 1;
    return true;
  }
}
