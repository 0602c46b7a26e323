import { verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { eventually } from './eventually';

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };
type Answering = (answer: ServerResponse, nth: number) => void;

const WITH_200: Answering = (answer) => answer.end('ok');

/** A partner's endpoint for webhooks: writes down what comes, and answers as a test wants it. */
export function webhookReceiver() {
  let received: Received[] = [];
  let answering = WITH_200;
  let test = 0;
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    const asked = test;
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // What an earlier test left on its way is none of this one's.
      if (asked !== test) return;
      const { url: path = '', headers } = request;
      received.push({ path, headers, body: Buffer.concat(chunks).toString('utf8') });
      answering(answer, received.length);
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    test += 1;
    received = [];
    answering = WITH_200;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  return {
    url: (path = '/wise') => `http://localhost:${(server.address() as AddressInfo).port}${path}`,
    /** What came so far. */
    all: () => received,
    /** Waits until so many came, and says what. */
    until: (count: number) =>
      eventually(() => {
        if (received.length < count) throw new Error(`${received.length} of ${count} deliveries came`);
        return received;
      }),
    /** `nth` counts what came, from 1. */
    answerBy: (answer: Answering) => {
      answering = answer;
    },
    answerWith: (status: number, headers: Record<string, string> = {}) => {
      answering = (answer) => answer.writeHead(status, headers).end();
    },
  };
}

/** As a partner verifies: SHA-256 with RSA over the bytes that came, by the key that Wise publishes. */
export function isSignedBy(pem: string, { headers, body }: Received): boolean {
  const signature = Buffer.from(String(headers['x-signature-sha256'] ?? ''), 'base64');
  return verify('sha256', Buffer.from(body), pem, signature);
}
