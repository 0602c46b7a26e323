import { buildConnector, Client, type Dispatcher } from 'undici';
import { wasNotSent } from '../not-sent';
import { NotSentError } from './not-sent-error';
import { type Preflight, preflight } from './preflight';
import { tlsFailure } from './tls-failure';
import type { Proof } from './transport';

/** For so long after its last answer a connection's proof is new enough. */
const FRESH_MS: Record<Proof, number> = { just_now: 0, recent: 3_000, none: 3_000 };

/** One TLS connection; undici's Client would make a second one, of which nothing is proven: it may not. */
type Connection = { client: Client; provenAt: number; isOver: boolean; asksForToken: boolean };

/** @param asksForToken what its last preflight told. */
type Call<Value> = (dispatcher: Dispatcher, asksForToken: boolean) => Promise<Value>;

export type ProvenOptions = {
  /** Where to, and the path of the harmless call. */
  preflightUrl: URL;
  /** What TLS needs: certificate, key, whom to trust. */
  tls: buildConnector.BuildOptions;
};

/**
 * Connections for what works once. In TLS 1.3 a server refuses our certificate after the handshake is over for us, when
 * head and body are written: nobody can tell then whether they were read (W14). So a call gets a connection alone, and
 * only one over which a harmless call, or the call before, was answered a moment ago.
 */
export class ProvenConnections {
  readonly #options: ProvenOptions;
  /** The last that was used stands last. */
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();

  constructor(options: ProvenOptions) {
    this.#options = options;
  }

  /** @throws NotSentError when no connection could be proven. */
  async use<Value>(proof: Proof, call: Call<Value>): Promise<Value> {
    const kept = await this.#takeIdle(proof);
    const connect = () => (proof === 'none' ? this.#newConnection() : this.#connect());
    if (kept === undefined) return this.#callOver(await connect(), call);
    try {
      return await this.#callOver(kept, call);
    } catch (error) {
      // The kept connection ended before anything was written to it.
      if (!wasNotSent(error)) throw error;
      return this.#callOver(await connect(), call);
    }
  }

  /** Every connection wants a new proof before its next call. */
  distrust(): void {
    for (const connection of this.#idle) connection.provenAt = Number.NEGATIVE_INFINITY;
  }

  /** Waits for the calls that are out. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map(({ client }) => client.close()));
  }

  async #callOver<Value>(connection: Connection, call: Call<Value>): Promise<Value> {
    try {
      const value = await call(connection.client, connection.asksForToken);
      connection.provenAt = performance.now();
      if (!connection.isOver) this.#idle.push(connection);
      return value;
    } catch (error) {
      this.#drop(connection);
      throw error;
    }
  }

  async #takeIdle(proof: Proof): Promise<Connection | undefined> {
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      if (kept.isOver) continue;
      if (performance.now() - kept.provenAt < FRESH_MS[proof]) return kept;
      const told = proof === 'none' ? undefined : await this.#prove(kept).catch(() => undefined);
      if (told?.kind === 'taken') return kept;
      this.#drop(kept);
    }
    return undefined;
  }

  async #connect(): Promise<Connection> {
    const connection = this.#newConnection();
    try {
      const told = await this.#prove(connection);
      if (told.kind === 'taken') return connection;
      const reason = told.kind === 'refused' ? 'certificate' : 'connection';
      throw new NotSentError(reason, `the preflight was answered ${told.status}`);
    } catch (error) {
      this.#drop(connection);
      if (error instanceof NotSentError) throw error;
      const reason = tlsFailure(error).kind === 'other' ? 'connection' : 'certificate';
      throw new NotSentError(reason, 'the preflight was not answered', { cause: error });
    }
  }

  async #prove(connection: Connection): Promise<Preflight> {
    const told = await preflight(connection.client, this.#options.preflightUrl);
    connection.provenAt = performance.now();
    connection.asksForToken = told.asksForToken;
    return told;
  }

  #newConnection(): Connection {
    const { preflightUrl, tls } = this.#options;
    const connect = buildConnector(tls);
    let isConnected = false;
    const client = new Client(preflightUrl.origin, {
      pipelining: 1,
      connect: (options, callback) => {
        if (isConnected) return callback(new NotSentError('connection', 'the connection has ended'), null);
        isConnected = true;
        return connect(options, callback);
      },
    });
    const connection = { client, provenAt: 0, isOver: false, asksForToken: false };
    this.#open.add(connection);
    client.on('disconnect', () => this.#drop(connection));
    return connection;
  }

  #drop(connection: Connection): void {
    if (connection.isOver) return;
    connection.isOver = true;
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    void connection.client.destroy();
  }
}
