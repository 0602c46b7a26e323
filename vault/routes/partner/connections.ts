import type { FastifyInstance } from 'fastify';
import { PARTNER_API } from '#lib/contract/partner-api';
import { AppError } from '#lib/errors/app-error';
import { standingsFor } from '#lib/standings/standings-for';
import type { VaultContext } from '#vault/runtime/context';
import { connectionSelect, connectionView } from './connection-view';
import { type ById, readId } from './guard';
import { listConnections } from './list-connections';

/** Which connections there are. */
export function registerConnectionRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { listConnections: list, getConnection: one } = PARTNER_API;
  api.get(list.path, { config: { scope: list.scope } }, (request) =>
    listConnections(ctx.database, request.query),
  );

  api.get<ById>(one.path, { config: { scope: one.scope } }, async (request) => {
    const row = await ctx.database.db.connection.findUnique({
      where: { id: readId(request.params) },
      select: connectionSelect,
    });
    if (row === null) throw new AppError('NOT_FOUND');
    const standingsOf = await standingsFor(ctx.database.db, [row]);
    return connectionView(row, standingsOf(row));
  });
}
