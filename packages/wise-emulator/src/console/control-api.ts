import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { injectFault } from '#emulator/kernel/faults/inject-fault';
import { type EmulatorState, resetState } from '#emulator/kernel/state';
import { clientFile } from '#emulator/kernel/store/clients';
import { removeApp } from '#emulator/oauth/account/end-access';
import { USER_ACTIONS } from '#emulator/oauth/account/user-actions';
import { applyPreset, findPreset, PRESETS, presetInForce } from './presets/presets';

const sinceSchema = z.object({ since: z.coerce.number().int().min(0).default(0) });
const idSchema = z.object({ id: z.string() });
const userIdSchema = z.object({ userId: z.string() });
const usePresetSchema = z.strictObject({ userId: z.string().optional() });
const personalTokenSchema = z.strictObject({ token: z.string().min(1).max(60_000).optional() });
const removeAppSchema = z.strictObject({ clientId: z.string() });

/** The JSON door for tests: faults, settings, ground truth. Ill-formed requests get 400 with zod's issues. */
export function addControlApi(server: FastifyInstance, state: EmulatorState): void {
  addFaultRoutes(server, state);
  addUserRoutes(server, state);
  addPresetRoutes(server, state);

  server.get('/__emulator/settings', () => state.settings.current);
  server.put('/__emulator/settings', (request) => state.settings.merge(request.body));

  server.get('/__emulator/log', (request) => state.log.since(sinceSchema.parse(request.query).since));
  server.get('/__emulator/tokens/live', () => state.tokens.live(state.clock.now()));

  // In the form that `--clients` reads, so that what the Developer Hub made can be kept.
  server.get('/__emulator/clients', () =>
    state.clients.all().map((client) => clientFile(client, state.clock.now())),
  );
  server.post('/__emulator/clients', (request) =>
    clientFile(state.clients.put(request.body), state.clock.now()),
  );

  server.post('/__emulator/reset', () => {
    resetState(state);
    return { reset: true };
  });
}

function addFaultRoutes(server: FastifyInstance, state: EmulatorState): void {
  server.post('/__emulator/faults', (request) => {
    const fault = injectFault(state, request.body);
    return { id: fault.id };
  });
  server.get('/__emulator/faults', () => state.faults.all());
  server.delete('/__emulator/faults', () => {
    state.faults.clear('go-on');
    return { cleared: true };
  });
  server.post('/__emulator/faults/:id/release', (request, reply) => {
    const { id } = idSchema.parse(request.params);
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

  server.post('/__emulator/users/:userId/personal-tokens', (request, reply) => {
    const { userId } = userIdSchema.parse(request.params);
    const { token } = personalTokenSchema.parse(request.body ?? {});
    if (!state.people.find(userId)) return reply.code(404).send({ error: 'unknown_user' });
    return { token: state.tokens.issuePersonalToken(userId, state.clock.now(), token).token };
  });
  server.delete('/__emulator/users/:userId/personal-tokens', (request) => {
    const { userId } = userIdSchema.parse(request.params);
    return { deleted: state.tokens.endPersonalTokens(userId) };
  });

  for (const { id, act } of USER_ACTIONS) {
    server.post(`/__emulator/users/:userId/${id}`, (request, reply) => {
      const { userId } = userIdSchema.parse(request.params);
      if (!state.people.find(userId)) return reply.code(404).send({ error: 'unknown_user' });
      return { grants: act(state, userId) };
    });
  }
}

function addPresetRoutes(server: FastifyInstance, state: EmulatorState): void {
  server.get('/__emulator/presets', () => {
    const inForce = presetInForce(state);
    return PRESETS.map((preset) => {
      const { id, label, outcome, how, act } = preset;
      return { id, label, outcome, how, takesUser: act !== undefined, inForce: preset === inForce };
    });
  });
  server.post('/__emulator/presets/:id', (request, reply) => {
    const preset = findPreset(idSchema.parse(request.params).id);
    const { userId } = usePresetSchema.parse(request.body ?? {});
    if (!preset) return reply.code(404).send({ error: 'unknown_preset' });
    if (userId !== undefined && !state.people.find(userId)) {
      return reply.code(404).send({ error: 'unknown_user' });
    }
    applyPreset(state, preset, userId);
    return { used: preset.id };
  });
}
