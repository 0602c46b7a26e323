import type { FastifyInstance } from 'fastify';

class UnreadableJson extends Error {
  readonly statusCode = 400;
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
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  );
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body.length === 0) return done(null, {});
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new UnreadableJson('The body is not JSON.'));
    }
  });
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
