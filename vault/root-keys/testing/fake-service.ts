import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** AES-256-GCM under keys that a fake keeps by name. */
export const toyKeys = {
  keyOf: (name: string) => createHash('sha256').update(`toy key ${name}`).digest(),
  seal(name: string, plaintext: Buffer, aad: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', toyKeys.keyOf(name), nonce).setAAD(Buffer.from(aad));
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  },
  /** @returns undefined when it does not open */
  open(name: string, sealed: Buffer, aad: string): Buffer | undefined {
    try {
      const decipher = createDecipheriv('aes-256-gcm', toyKeys.keyOf(name), sealed.subarray(0, 12), {
        authTagLength: 16,
      });
      decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    } catch {
      return undefined;
    }
  },
};

export type Mode = 'answers' | 'hangs' | 'breaks' | 'unavailable';

/** A server on this machine that can hang, break connections or answer 503. */
export class FakeService {
  mode: Mode = 'answers';
  readonly #server: Server;

  constructor(
    answer: (request: IncomingMessage, body: string) => { status: number; json: unknown },
    tls?: { key: string; cert: string },
  ) {
    const listener: RequestListener = (request, response) => void this.#take(request, response, answer);
    this.#server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  }

  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (request: IncomingMessage, body: string) => { status: number; json: unknown },
  ): Promise<void> {
    const body = await text(request);
    if (this.mode === 'hangs') return;
    if (this.mode === 'breaks') {
      request.socket.destroy();
      return;
    }
    if (this.mode === 'unavailable') {
      response.writeHead(503, { 'content-type': 'text/html' }).end('<html>busy</html>');
      return;
    }
    const { status, json } = answer(request, body);
    const type = request.headers['content-type'] ?? 'application/json';
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(json));
  }
}
