import { inventorySchema } from '#lib/contract/inventory';
import { type Deadline, deadlinesOf } from '#lib/deadlines/deadlines-of';
import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import { describeClient } from './describe-client';
import { describeEndingKeys } from './ending-keys';
import { describeListeners } from './listeners';

const factsSchema = inventorySchema.pick({ clients: true, listeners: true, apiKeys: true });

/** What runs out when, for the partner's back end. Of API keys, whose names are the operators' affair, only the one that asks. */
export async function readDeadlines(
  ctx: VaultContext,
  { environment, apiKeyId }: { environment: Environment | undefined; apiKeyId: string },
): Promise<Deadline[]> {
  const [clients, apiKeys] = await Promise.all([
    Promise.all(ctx.wise.all.map((client) => describeClient(ctx, client))),
    describeEndingKeys(ctx, { id: apiKeyId }),
  ]);
  const facts = factsSchema.parse({ clients, apiKeys, listeners: describeListeners(ctx) });
  return deadlinesOf(facts, new Date(), environment);
}
