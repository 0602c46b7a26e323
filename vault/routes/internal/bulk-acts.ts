import type { FastifyInstance } from 'fastify';
import { BULK_API } from '#lib/contract/bulk-routes';
import { actOnList } from '#vault/bulk-acts/act-on-list';
import { beginList, nameConnections } from '#vault/bulk-acts/make-list';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, parse, parseConnectionId } from './requests';

/** 5,000 ids as JSON. */
const BODY_LIMIT = 256 * 1024;

/** What staff do to many connections at once (design 4.20). */
export function registerBulkRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { begin, name, act } = BULK_API;
  app.post(begin.path, async (request) => ({
    bulkActId: await beginList(ctx, parse(begin.request, request.body)),
  }));
  app.post<ById>(name.path, { bodyLimit: BODY_LIMIT }, async (request) => {
    const bulkActId = parseConnectionId(request.params);
    return nameConnections(ctx, { bulkActId, ...parse(name.request, request.body) });
  });
  app.post(act.path, async (request) => ({
    result: await actOnList(ctx, parse(act.request, request.body)),
  }));
}
