import type { FastifyInstance } from 'fastify';
import { PARTNER_API } from '#lib/contract/partner-api';
import { AppError } from '#lib/errors/app-error';
import { standingsFor } from '#lib/standings/standings-for';
import type { VaultContext } from '#vault/runtime/context';
import { connectionSelect, connectionView, personalTokenView } from './connection-view';
import { type ById, keyOf, readId } from './guard';
import { listConnections } from './list-connections';

/** Which connections there are. */
export function registerConnectionRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { listConnections: list, getConnection: one } = PARTNER_API;
  api.get(list.path, { config: { scope: list.scope } }, (request) =>
    listConnections(ctx.database, request.query, keyOf(request)),
  );

  api.get<ById>(one.path, { config: { scope: one.scope } }, async (request) => {
    const where = { id: readId(request.params) };
    const row = await ctx.database.db.connection.findUnique({ where, select: connectionSelect });
    if (row !== null) {
      const standingsOf = await standingsFor(ctx.database.db, [row]);
      return connectionView(row, standingsOf(row));
    }
    const own = await ctx.database.db.personalToken.findUnique({ where });
    if (own === null) throw new AppError('NOT_FOUND');
    return personalTokenView(own);
  });
}
