import { randomBytes, randomUUID } from 'node:crypto';
import type { GrantIdentity } from '#vault/grants/grant-record';
import { promoteGrant } from '#vault/grants/promote';
import { type HeldTokens, receiveGrant } from '#vault/grants/received-grant';
import type { VaultContext } from '#vault/runtime/context';

/** Gives a connection its grant as an exchange does, without the calls to Wise that check it. */
export async function linkGrant(
  vault: VaultContext,
  connection: GrantIdentity,
  tokens: Omit<HeldTokens, 'version'>,
): Promise<void> {
  const { environment, clientId, customerId, connectionId } = connection;
  const exchange = { attemptId: randomUUID(), environment, clientId, customerId };
  await vault.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO public.exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, connection_id,
        deadline_at, received_at, finished_at)
      VALUES (${exchange.attemptId}::uuid, ${randomBytes(32)}, ${customerId}::uuid, ${environment}::public.environment,
        ${clientId}, 'connected', ${connectionId}::uuid, now(), now(), now())`;
    const received = await receiveGrant(tx, vault, exchange, { ...tokens, version: 1n });
    await promoteGrant(tx, vault, { received, connection, tokens, times: tokens.times });
  });
}
