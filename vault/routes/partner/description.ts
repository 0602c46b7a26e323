import type { FastifyInstance, FastifyReply } from 'fastify';
import { partnerOpenApi } from '#vault/openapi/document';
import { pageOf } from '#vault/openapi/page';
import { PAGE_STYLE } from '#vault/openapi/page-style';

/** The page has neither script nor picture; its one stylesheet is its own. */
const POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Description = { document: string; page: string };

/**
 * The description of the API, for whoever can reach the listener: it is public, holds no secret and reads no row (decision
 * 061). It stands beside the probes, outside of what the guard by API key covers.
 */
export function registerDescriptionRoutes(app: FastifyInstance): void {
  let made: Description | undefined;
  const description = (): Description => {
    made ??= make();
    return made;
  };
  app.get('/v1/openapi.json', { exposeHeadRoute: true }, (_request, reply) =>
    safe(reply).type('application/json; charset=utf-8').send(description().document),
  );
  app.get('/v1/docs', { exposeHeadRoute: true }, (_request, reply) =>
    safe(reply).type('text/html; charset=utf-8').send(description().page),
  );
  app.get('/v1/docs/style.css', { exposeHeadRoute: true }, (_request, reply) =>
    safe(reply).type('text/css; charset=utf-8').send(PAGE_STYLE),
  );
}

function make(): Description {
  const document = partnerOpenApi();
  return { document: JSON.stringify(document), page: pageOf(document) };
}

function safe(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'cache-control': 'no-store',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
}
