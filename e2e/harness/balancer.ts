import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** One process behind a balancer. */
export type Upstream = { url: string; readonly pid: number; readonly isRunning: boolean };

export type Passage = {
  method: string;
  /** Path and query as they came. */
  path: string;
  status: number;
  location: string | undefined;
  /** Of the answer; a payload of Next's is `text/x-component`. */
  type: string;
  body: Buffer;
};

/**
 * What an operator's load balancer does: takes turns, keeps the Host header, tries the next one only when a
 * connection was refused, so no request is ever sent twice. Counts what each process answered.
 */
export class Balancer {
  readonly served = new Map<number, number>();
  #upstreams: readonly Upstream[] = [];
  #pinned: Upstream | undefined;
  #turn = 0;
  #watch: ((passage: Passage) => void) | undefined;
  readonly #server = http.createServer((request, response) => this.#pass(request, response));
  readonly #agent = new http.Agent({ keepAlive: false });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.port;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  lead(upstreams: readonly Upstream[]): void {
    this.#upstreams = upstreams;
  }

  /** From now on all requests go to this one; undefined: take turns again. */
  pin(upstream: Upstream | undefined): void {
    this.#pinned = upstream;
  }

  /** Shows every finished exchange to `watch`; undefined ends that. */
  watch(watch: ((passage: Passage) => void) | undefined): void {
    this.#watch = watch;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#agent.destroy();
  }

  #next(tried: ReadonlySet<Upstream>): Upstream | undefined {
    if (this.#pinned !== undefined) return tried.has(this.#pinned) ? undefined : this.#pinned;
    const left = this.#upstreams.filter((upstream) => upstream.isRunning && !tried.has(upstream));
    this.#turn += 1;
    return left[this.#turn % Math.max(left.length, 1)];
  }

  #pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => body.push(chunk));
    request.on('end', () => this.#send(request, Buffer.concat(body), response, new Set()));
  }

  #send(
    request: http.IncomingMessage,
    body: Buffer,
    response: http.ServerResponse,
    tried: Set<Upstream>,
  ): void {
    const upstream = this.#next(tried);
    if (upstream === undefined) {
      response.writeHead(502, { 'content-type': 'text/plain' }).end('no process answers');
      return;
    }
    tried.add(upstream);
    const { pid } = upstream;
    const outgoing = http.request(upstream.url, {
      agent: this.#agent,
      method: request.method,
      path: request.url,
      // as it came: what the product makes of a forged or repeated header is part of the test
      headers: [...request.rawHeaders, 'Connection', 'close'] as unknown as http.OutgoingHttpHeaders,
      setHost: false,
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') this.#send(request, body, response, tried);
      else if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/plain' }).end('the process hung up');
    });
    outgoing.on('response', (incoming) => this.#answer(request, incoming, response, pid));
    response.on('close', () => {
      // the browser went away: so does the request, as behind nginx
      if (!response.writableEnded) outgoing.destroy();
    });
    outgoing.end(body);
  }

  #answer(
    request: http.IncomingMessage,
    incoming: http.IncomingMessage,
    response: http.ServerResponse,
    pid: number,
  ): void {
    this.served.set(pid, (this.served.get(pid) ?? 0) + 1);
    const chunks: Buffer[] = [];
    const raw = withoutHopHeaders(incoming.rawHeaders);
    response.writeHead(incoming.statusCode ?? 502, raw as unknown as http.OutgoingHttpHeaders);
    incoming.on('data', (chunk: Buffer) => {
      if (this.#watch !== undefined) chunks.push(chunk);
      response.write(chunk);
    });
    incoming.on('error', () => response.destroy());
    incoming.on('end', () => {
      response.end();
      this.#watch?.({
        method: request.method ?? '',
        path: request.url ?? '',
        status: incoming.statusCode ?? 0,
        location: incoming.headers.location,
        type: incoming.headers['content-type'] ?? '',
        body: Buffer.concat(chunks),
      });
    });
  }
}

const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding']);

function withoutHopHeaders(raw: readonly string[]): string[] {
  return raw.filter((_, at) => !HOP.has((raw[at - (at % 2)] ?? '').toLowerCase()));
}
