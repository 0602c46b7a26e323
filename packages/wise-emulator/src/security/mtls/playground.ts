import type { FastifyInstance } from 'fastify';
import { jsonAnswer } from '#emulator/kernel/http/answer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';

/** `GET /v1/authenticated/playground`: does my certificate work (docs/wise.md 9)? */
export function addAuthenticatedPlayground(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/authenticated/playground',
    endpoint: 'authenticated-playground',
    token: 'either',
    answer: ({ token: { clientId } }) =>
      jsonAnswer(200, JSON.stringify({ message: 'Authenticated', clientId })),
  });
}
