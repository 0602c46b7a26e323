import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { EmulatorState } from '#emulator/kernel/state';
import { KEY_ALGORITHMS } from '#emulator/kernel/store/jose/algorithms';
import { hubUploadSchema, partnerKeyJson } from './partner-key-form';

const clientIdSchema = z.object({ clientId: z.string() });
const keyIdSchema = z.object({ clientId: z.string(), keyId: z.string() });
const rotateSchema = z.strictObject({ algorithm: z.enum(KEY_ALGORITHMS) });

/** The JOSE keys of the Developer Hub, by program, and a new version of one of Wise's own. */
export function addJoseKeyApi(server: FastifyInstance, state: EmulatorState): void {
  const path = '/__emulator/clients/:clientId/jose-keys';

  server.post(path, (request, reply) => {
    const { clientId } = clientIdSchema.parse(request.params);
    if (!state.clients.find(clientId)) return reply.code(404).send({ error: 'unknown_client' });
    const key = { clientId, ...hubUploadSchema.parse(request.body) };
    if (!state.partnerKeys.add(key)) return reply.code(409).send({ error: 'key_id_in_use' });
    return reply.code(201).send(partnerKeyJson(key));
  });

  server.get(path, (request) => {
    const { clientId } = clientIdSchema.parse(request.params);
    return state.partnerKeys.of(clientId).map(partnerKeyJson);
  });

  server.delete(`${path}/:keyId`, (request, reply) => {
    const { clientId, keyId } = keyIdSchema.parse(request.params);
    return state.partnerKeys.remove(clientId, keyId)
      ? { removed: keyId }
      : reply.code(404).send({ error: 'unknown_key' });
  });

  server.post('/__emulator/jose/rotate', (request) => {
    const { algorithm } = rotateSchema.parse(request.body);
    return { algorithm, version: state.wiseKeys.rotate(algorithm).version };
  });
}
