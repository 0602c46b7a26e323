import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { outbound } from './outbound';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token`);
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const call = { method: 'GET', deadlineMs: 2_000, maxBodyBytes: 1_000 } as const;

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error('expected an AppError');
  return error;
}

describe('outbound', () => {
  it('gives status, headers and body of an ordinary answer, error statuses included', async () => {
    const url = await serve((_req, res) =>
      res.writeHead(401, { 'x-trace-id': 't1' }).end('{"error":"invalid_token"}'),
    );
    const answer = await outbound(url, call);
    expect([answer.status, answer.headers.get('x-trace-id'), answer.body]).toEqual([
      401,
      't1',
      '{"error":"invalid_token"}',
    ]);
  });

  it('follows no redirect, so that a token is never carried to another host', async () => {
    let elsewhere = 0;
    const other = await serve((_req, res) => {
      elsewhere += 1;
      res.end('got it');
    });
    const url = await serve((_req, res) => res.writeHead(302, { location: other.href }).end());
    expect((await failureOf(outbound(url, call))).code).toBe('WISE_UNAVAILABLE');
    expect(elsewhere).toBe(0);
  });

  it('ends at the deadline although bytes keep dripping', async () => {
    const url = await serve((_req, res) => {
      const drip = setInterval(() => res.write('x'), 20);
      res.on('close', () => clearInterval(drip));
    });
    const error = await failureOf(outbound(url, { ...call, deadlineMs: 200 }));
    expect(error.message).toContain('no answer within 200 ms');
  });

  it('stops reading an endless body and a gzip bomb at the cap', async () => {
    const endless = await serve((_req, res) => {
      const flow = () => {
        while (res.write('x'.repeat(10_000)));
      };
      res.on('drain', flow);
      flow();
    });
    const bomb = await serve((_req, res) =>
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
    );
    expect((await failureOf(outbound(endless, call))).message).toContain('body over 1000 bytes');
    expect((await failureOf(outbound(bomb, call))).message).toContain('body over 1000 bytes');
  });

  it('names the host but not the path or query when nothing listens', async () => {
    const url = await serve((_req, res) => res.end());
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    url.search = '?code=secret-code';
    const error = await failureOf(outbound(url, call));
    expect(error.code).toBe('WISE_UNAVAILABLE');
    expect(error.message).not.toContain('secret-code');
  });
});
