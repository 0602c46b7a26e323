import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { createLogger, type Logger } from '#lib/log/logger';
import { createListener } from './listener';

const listeners: FastifyInstance[] = [];
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});

/** A device that is full, as the log writes to it. */
const full = createLogger('test', 'debug', {
  write: () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  },
});

async function answerOf(act: (reply: FastifyReply) => unknown, log: Logger = full) {
  const app = createListener('partner', log);
  listeners.push(app);
  app.get('/act', async (_request, reply) => act(reply));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/act`);
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() };
}

const thrown = (value: unknown) => () => {
  throw value;
};
const circular: Record<string, unknown> = {};
circular.self = circular;
const secretive = Object.defineProperty(new Error('secretive'), 'statusCode', {
  get: thrown(new Error('no status')),
});

describe('no answer of the vault leaves the problem format', () => {
  it.each<[string, (reply: FastifyReply) => unknown]>([
    ['an error', thrown(new Error('plain'))],
    ['an error of ours', thrown(new AppError('INTERNAL'))],
    ['an error of a full disk', thrown(Object.assign(new Error('full'), { code: 'ENOSPC', errno: -28 }))],
    ['an error that names a status', thrown(Object.assign(new Error('no'), { statusCode: 599 }))],
    ['an error that names no status', thrown(Object.assign(new Error('no'), { statusCode: 'x', status: 0 }))],
    ['an error that cannot be read', thrown(secretive)],
    ['text', thrown('text')],
    ['nothing', thrown(undefined)],
    ['null', thrown(null)],
    ['an object', thrown({ error: 'planted' })],
    ['a payload that refers to itself', () => circular],
    ['a payload that is no JSON', () => ({ n: 1n })],
    ['a payload of a wrong kind', (reply) => reply.type('text/plain').send({ planted: true })],
    ['a status that is none', (reply) => reply.code(42).send({})],
    ['a header that is none', (reply) => reply.header('x', 'a\nb').send({})],
    ['a body that breaks', () => new Readable({ read: thrown(new Error('broken')) })],
  ])('when a route throws or answers %s, and no log can be written', async (_what, act) => {
    const { status, type, body } = await answerOf(act);
    expect({ status, type, code: body.code }).toEqual({
      status: 500,
      type: 'application/problem+json; charset=utf-8',
      code: 'INTERNAL',
    });
    expect(JSON.stringify(body)).not.toContain('planted');
  });
});
