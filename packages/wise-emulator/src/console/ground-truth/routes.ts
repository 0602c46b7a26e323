import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import type { EmulatorState } from '#emulator/kernel/state';
import { eventBatches, toLines } from './event-lines';
import { groundTruth } from './facts';

const logQuery = z.object({
  since: z.coerce.number().int().min(0).default(0),
  /** There: the answer goes on with what happens, until the reader leaves. */
  follow: z.string().optional(),
});

/** Everything that happened and everything that is true now, line by line and in bounded memory. */
export function addGroundTruth(server: FastifyInstance, state: EmulatorState): void {
  server.get('/__emulator/log.ndjson', (request, reply) => {
    const { since, follow } = logQuery.parse(request.query);
    const leaving = new AbortController();
    reply.raw.once('close', () => leaving.abort());
    const batches = eventBatches(state.log, since, follow === undefined ? undefined : leaving.signal);
    return sendLines(reply, batches);
  });
  server.get('/__emulator/ground-truth.ndjson', (_request, reply) => sendLines(reply, groundTruth(state)));
}

function sendLines(reply: FastifyReply, batches: AsyncIterable<readonly object[]>): FastifyReply {
  reply.header('content-type', 'application/x-ndjson; charset=utf-8').header('cache-control', 'no-store');
  return reply.send(Readable.from(toLines(batches)));
}
