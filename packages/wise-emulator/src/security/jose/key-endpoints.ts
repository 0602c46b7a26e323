import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { KEY_ALGORITHMS, KEY_SCOPES, materialOf, scopeOf } from '#emulator/kernel/store/jose/algorithms';
import { partnerKeyJson, uploadSchema } from './partner-key-form';

const PATH = '/v1/auth/jose';

const wantedSchema = z
  .object({
    algorithm: z.enum(KEY_ALGORITHMS),
    scope: z.enum(KEY_SCOPES),
    version: z.coerce.number().int().optional(),
  })
  .refine(({ algorithm, scope }) => scopeOf(algorithm) === scope, {
    path: ['scope'],
    error: 'not the scope of this algorithm',
  });

/** Wise's public keys to fetch, the partner's to upload (openapi.yml, joseResponsePublicKeysGet and …Create). */
export function addJoseKeys(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: `${PATH}/response/public-keys`,
    endpoint: 'jose:wise-key',
    token: 'application',
    answer: ({ query }) => {
      const wanted = wantedSchema.safeParse(Object.fromEntries(query));
      if (!wanted.success) return refusal(422, wanted.error);
      const { algorithm, scope, version } = wanted.data;
      const key =
        version === undefined ? state.wiseKeys.newest(algorithm) : state.wiseKeys.find(algorithm, version);
      if (!key) return problem(404, 'NOT_FOUND', `no version ${version} of ${algorithm}`, 'version');
      const keyMaterial = { algorithm, keyMaterial: materialOf(key.publicKey) };
      return jsonAnswer(200, JSON.stringify({ version: key.version, keyMaterial, scope }));
    },
  });

  addWiseRoute(server, state, {
    method: 'POST',
    path: `${PATH}/request/public-keys`,
    endpoint: 'jose:partner-key',
    token: 'application',
    answer: ({ request, token: { clientId } }) => {
      const upload = uploadSchema.safeParse(request.body);
      if (!upload.success) return refusal(422, upload.error);
      const key = { clientId, ...upload.data };
      if (!state.partnerKeys.add(key)) return problem(409, 'DUPLICATE', 'this keyId is in use', 'keyId');
      return jsonAnswer(201, JSON.stringify(partnerKeyJson(key)));
    },
  });
}

/** Error shape 2 of docs/wise.md 8.1. */
function refusal(status: number, { issues }: z.ZodError): Answer {
  const errors = issues.map(({ message, path }) => ({ code: 'NOT_VALID', message, path: path.join('.') }));
  return jsonAnswer(status, JSON.stringify({ errors }));
}

function problem(status: number, code: string, message: string, path: string): Answer {
  return jsonAnswer(status, JSON.stringify({ errors: [{ code, message, path }] }));
}
