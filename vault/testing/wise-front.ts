import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export type SeenCall = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** Bytes of the body that have arrived so far. */
  received: number;
};

type Script = (request: IncomingMessage, response: ServerResponse, seen: SeenCall) => void;

/** Tokens that stand for the emulator's, as long as Wise's may be (docs/wise.md 2.3). */
const PADDING = '.'.repeat(16 * 1024);

/**
 * A server in front of the emulator: it notes what Wise would get, byte for byte, and answers by itself what the emulator
 * cannot be made to answer.
 */
export class WiseFront {
  readonly url: string;
  readonly seen: SeenCall[] = [];
  readonly #close: () => Promise<void>;
  #script: Script | undefined;
  #isLong = false;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async before(emulatorUrl: string): Promise<WiseFront> {
    const server = createServer({ maxHeaderSize: 128 * 1024 }, (incoming, response) => {
      const { method = '', url = '', headers } = incoming;
      const seen = { method, url, headers, received: 0 };
      front.seen.push(seen);
      const script = url.startsWith('/oauth/') ? undefined : front.#script;
      if (script) script(incoming, response, seen);
      else void front.#forward(emulatorUrl, incoming, response, seen);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const front = new WiseFront(url, async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    return front;
  }

  /** Answers API calls, not the token endpoint, until `clear`. */
  answer(script: Script): void {
    this.#script = script;
  }

  /** From now on every token is 16 KiB longer; both kinds come back to the emulator as it made them. */
  makeTokensLong(): void {
    this.#isLong = true;
  }

  clear(): void {
    this.#script = undefined;
    this.seen.length = 0;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** The calls of Wise's API. */
  get calls(): SeenCall[] {
    return this.seen.filter(({ url }) => !url.startsWith('/oauth/'));
  }

  async #forward(
    emulatorUrl: string,
    incoming: IncomingMessage,
    response: ServerResponse,
    seen: SeenCall,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.from(Buffer.concat(chunks).toString().replaceAll(PADDING, ''));
    seen.received = body.byteLength;
    const { 'transfer-encoding': _coding, ...headers } = incoming.headers;
    if (headers.authorization) headers.authorization = headers.authorization.replaceAll(PADDING, '');
    headers['content-length'] = String(body.byteLength);
    // looked into here, so not packed
    headers['accept-encoding'] = 'identity';
    const upstream = request(emulatorUrl + seen.url, { method: seen.method, headers });
    upstream.end(body);
    const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const isToken = this.#isLong && seen.url.startsWith('/oauth/token');
    const sent = isToken ? text.replace(/("(?:access|refresh)_token":"[^"]+)/g, `$1${PADDING}`) : text;
    const { 'content-length': _length, 'transfer-encoding': _chunked, ...rest } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, rest).end(sent);
  }
}
