import type { FastifyInstance, FastifyRequest } from 'fastify';

class UnreadableJson extends Error {
  readonly statusCode = 400;
}

const rawBodies = new WeakMap<FastifyRequest, string>();

/** The body as it came: `JSON.parse` rounds 64-bit ids, and a signature covers the text. */
export function rawBodyOf(request: FastifyRequest): string {
  return rawBodies.get(request) ?? '';
}

function keepRaw(request: FastifyRequest, body: string | Buffer): string {
  const text = body.toString();
  rawBodies.set(request, text);
  return text;
}

/**
 * Forms become URLSearchParams, JSON is parsed (an empty body is `{}`, so that a bare POST with a JSON type works),
 * anything else stays text: the token endpoint has to answer it in its own words.
 */
export function addBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => done(null, new URLSearchParams(keepRaw(request, body))),
  );
  server.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    (request, body, done) => {
      const text = keepRaw(request, body);
      const read = readJson(text);
      // Wise looks at the token first, and then misses the fields one by one; the control says what is wrong.
      const isRefused = !read.ok && request.url.startsWith('/__emulator');
      return isRefused
        ? done(new UnreadableJson('The body is not JSON.'))
        : done(null, read.ok ? read.value : undefined);
    },
  );
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) =>
    done(null, keepRaw(request, body)),
  );
}

function readJson(text: string): { ok: true; value: unknown } | { ok: false } {
  if (text === '') return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
