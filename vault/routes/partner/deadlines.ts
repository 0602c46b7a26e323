import type { FastifyInstance } from 'fastify';
import { DEADLINE_ROUTES, deadlineQuerySchema, type PartnerDeadlineList } from '#lib/contract/deadlines';
import { AppError } from '#lib/errors/app-error';
import { requireEnvironment } from '#vault/api-keys/authenticate';
import { readDeadlines } from '#vault/inventory/read-deadlines';
import type { VaultContext } from '#vault/runtime/context';
import { keyOf } from './guard';

/** What runs out when. */
export function registerDeadlineRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { path, scope } = DEADLINE_ROUTES.listDeadlines;
  api.get(path, { config: { scope } }, async (request): Promise<PartnerDeadlineList> => {
    const query = deadlineQuerySchema.safeParse(request.query);
    if (!query.success) throw new AppError('BAD_REQUEST', { log: 'query of the deadlines' });
    const key = keyOf(request);
    if (query.data.environment !== undefined) requireEnvironment(key, query.data.environment);
    const environment = query.data.environment ?? key.environment ?? undefined;
    const deadlines = await readDeadlines(ctx, { environment, apiKeyId: key.id });
    return {
      data: deadlines.map(({ kind, name, environment: of, at, why, daysLeft, state, toDo }) => ({
        ...{ kind, name, environment: of, at: at?.toISOString() ?? null, why },
        ...{ days_left: daysLeft, state, to_do: toDo },
      })),
    };
  });
}
