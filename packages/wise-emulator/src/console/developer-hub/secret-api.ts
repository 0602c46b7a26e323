import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { EmulatorState } from '#emulator/kernel/state';
import { revokeSecret, rotateSecret } from './sections/rotate-secret';

const clientIdSchema = z.object({ clientId: z.string() });
const secretIdSchema = z.object({ clientId: z.string(), id: z.string() });
const graceSchema = z.strictObject({ graceSeconds: z.number().min(0).max(31_536_000).default(0) });

/** The secrets of the Developer Hub, by program. */
export function addSecretApi(server: FastifyInstance, state: EmulatorState): void {
  const path = '/__emulator/clients/:clientId/secrets';

  server.get(path, (request, reply) => {
    const client = state.clients.find(clientIdSchema.parse(request.params).clientId);
    return client?.secrets.live(state.clock.now()) ?? reply.code(404).send({ error: 'unknown_client' });
  });

  server.post(path, (request, reply) => {
    const client = state.clients.find(clientIdSchema.parse(request.params).clientId);
    if (!client) return reply.code(404).send({ error: 'unknown_client' });
    const made = rotateSecret(state, client);
    return made ? reply.code(201).send(made) : reply.code(409).send({ error: 'two_secrets_live' });
  });

  server.delete(`${path}/:id`, (request, reply) => {
    const { clientId, id } = secretIdSchema.parse(request.params);
    const { graceSeconds } = graceSchema.parse(request.body ?? {});
    const client = state.clients.find(clientId);
    const isRevoked = client !== undefined && revokeSecret(state, client, id, graceSeconds);
    return isRevoked ? { revoked: id } : reply.code(404).send({ error: 'unknown_secret' });
  });
}
