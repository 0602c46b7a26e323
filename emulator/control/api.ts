import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { deactivateUser, type EmulatorState, removeApp, resetState } from '#emulator/state';
import { plantFault } from './plant-fault';

const sinceSchema = z.object({ since: z.coerce.number().int().min(0).default(0) });
const faultIdSchema = z.object({ id: z.string() });
const userIdSchema = z.object({ userId: z.string() });
const removeAppSchema = z.strictObject({ clientId: z.string() });

/** The JSON door for tests: faults, settings, ground truth. Ill-formed requests get 400 with zod's issues. */
export function addControlApi(server: FastifyInstance, state: EmulatorState): void {
  addFaultRoutes(server, state);
  addUserRoutes(server, state);

  server.get('/__emulator/settings', () => state.settings.current);
  server.put('/__emulator/settings', (request) => state.settings.merge(request.body));

  server.get('/__emulator/log', (request) => state.log.since(sinceSchema.parse(request.query).since));
  server.get('/__emulator/tokens/live', () => state.tokens.live(state.clock.now()));

  server.get('/__emulator/clients', () => state.clients.all());
  server.post('/__emulator/clients', (request) => state.clients.put(request.body));

  server.post('/__emulator/reset', () => {
    resetState(state);
    return { reset: true };
  });
}

function addFaultRoutes(server: FastifyInstance, state: EmulatorState): void {
  server.post('/__emulator/faults', (request) => {
    const fault = plantFault(state, request.body);
    return { id: fault.id };
  });
  server.get('/__emulator/faults', () => state.faults.all());
  server.delete('/__emulator/faults', () => {
    state.faults.clear('go-on');
    return { cleared: true };
  });
  server.post('/__emulator/faults/:id/release', (request, reply) => {
    const { id } = faultIdSchema.parse(request.params);
    return state.faults.release(id) ? { released: id } : reply.code(404).send({ error: 'unknown_fault' });
  });
}

function addUserRoutes(server: FastifyInstance, state: EmulatorState): void {
  server.get('/__emulator/users', () =>
    state.people.all().map(({ id, label, profiles }) => ({
      userId: id,
      label,
      active: state.people.isActive(id),
      profiles: profiles.map((profile) => ({
        profileId: profile.id,
        type: profile.type,
        fullName: profile.fullName,
      })),
    })),
  );

  server.post('/__emulator/users/:userId/remove-app', (request, reply) => {
    const { userId } = userIdSchema.parse(request.params);
    const { clientId } = removeAppSchema.parse(request.body);
    if (!state.people.find(userId)) return reply.code(404).send({ error: 'unknown_user' });
    return { grants: removeApp(state, userId, clientId) };
  });

  server.post('/__emulator/users/:userId/deactivate', (request, reply) => {
    const { userId } = userIdSchema.parse(request.params);
    if (!state.people.find(userId)) return reply.code(404).send({ error: 'unknown_user' });
    return { grants: deactivateUser(state, userId) };
  });
}
