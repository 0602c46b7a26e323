import { brotliCompressSync, gzipSync } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyInstance } from 'fastify';
import type { EmulatorState } from '../state';

const ENCODINGS = new Map([
  ['br', brotliCompressSync],
  ['gzip', gzipSync],
]);

/**
 * Compresses answers as Wise was recorded doing: br or gzip, by what the client asks for (RFC 9110 section 12.5.3).
 * Streams (the log) go out as they are, and so does what a fault spoils below Fastify.
 */
export function addCompression(server: FastifyInstance, state: EmulatorState): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const isWhole = (typeof payload === 'string' && payload !== '') || Buffer.isBuffer(payload);
    const isOff = !state.settings.current.compressedAnswers || reply.hasHeader('content-encoding');
    if (!isWhole || isOff) return done();
    reply.header('vary', 'accept-encoding');
    const asked = negotiate(request.headers['accept-encoding'] ?? '', [...ENCODINGS.keys()]);
    const compress = asked === null ? undefined : ENCODINGS.get(asked);
    if (asked === null || !compress) return done();
    reply.removeHeader('content-length');
    reply.header('content-encoding', asked);
    done(null, compress(payload));
  });
}
