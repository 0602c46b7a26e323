import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { JoseDemand } from '#emulator/kernel/guard';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';

const MAX_CHARS = 100;
const messageSchema = z.object({ message: z.string().max(MAX_CHARS).default('') });

const ROUTES: readonly { method: 'GET' | 'POST'; name: string; jose: JoseDemand }[] = [
  { method: 'POST', name: 'jws', jose: 'jws' },
  { method: 'GET', name: 'jwe', jose: 'jwe' },
  { method: 'POST', name: 'jwe', jose: 'jwe' },
  { method: 'POST', name: 'jwe-direct-encryption', jose: 'jwe-direct' },
  { method: 'POST', name: 'jwsjwe', jose: 'jws+jwe' },
];

/** Where a partner tries its keys: what it says comes back (openapi.yml, josePlayground…). */
export function addJosePlayground(server: FastifyInstance, state: EmulatorState): void {
  for (const { method, name, jose } of ROUTES) {
    addWiseRoute(server, state, {
      method,
      path: `/v1/auth/jose/playground/${name}`,
      endpoint: `jose:playground-${name}`,
      token: 'application',
      jose,
      answer: ({ request }) => echo(request.body ?? {}, method),
    });
  }
}

function echo(body: unknown, method: string): Answer {
  const said = messageSchema.safeParse(body);
  if (!said.success) {
    return gatewayProblem(400, 'Bad Request', `message has to be text of at most ${MAX_CHARS} characters`);
  }
  const message = `jose-playground-response-${said.data.message}`;
  return jsonAnswer(200, JSON.stringify({ message, method }));
}
