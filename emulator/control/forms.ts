import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageAnswer, redirectAnswer, sendAnswer } from '#emulator/http/answer';
import { formOf } from '#emulator/http/form';
import { controlPage } from '#emulator/pages/control-page';
import { deactivateUser, type EmulatorState, resetState } from '#emulator/state';
import { plantFault } from './plant-fault';
import { PRESETS } from './presets';
import { saveSwitches } from './switches';

const PAGE = '/__emulator';

type Act = (state: EmulatorState, fields: URLSearchParams) => void;

/** The control page and its forms: the same acts as the JSON door, by hand and without scripts. */
export function addControlForms(server: FastifyInstance, state: EmulatorState): void {
  server.get(PAGE, (_request, reply) => sendAnswer(reply, pageAnswer(200, controlPage(state))));
  for (const [name, act] of Object.entries(ACTS)) {
    server.post(`${PAGE}/forms/${name}`, (request, reply) => {
      act(state, formOf(request.body));
      return sendAnswer(reply, redirectAnswer(PAGE));
    });
  }
}

const ACTS: Record<string, Act> = {
  preset: usePreset,
  settings: saveSettings,
  switches: saveSwitches,
  fault: plantAsFilledIn,
  release: (state, fields) => state.faults.release(fields.get('fault') ?? ''),
  'clear-faults': (state) => state.faults.clear('go-on'),
  deactivate: (state, fields) => {
    const user = state.people.find(fields.get('user') ?? '');
    if (user) deactivateUser(state, user.id);
  },
  reset: resetState,
};

function usePreset(state: EmulatorState, fields: URLSearchParams): void {
  const preset = PRESETS.find(({ id }) => id === fields.get('preset'));
  if (!preset) return;
  state.faults.clear('go-on');
  state.settings.reset();
  state.settings.merge(preset.settings ?? {});
  for (const fault of preset.faults ?? []) plantFault(state, fault);
}

const settingsFormSchema = z.object({
  accessTokenSeconds: z.coerce.number(),
  codeSeconds: z.coerce.number(),
  clockOffsetSeconds: z.coerce.number(),
  denial: z.string(),
  authoriseError: z.string().transform((text) => text || null),
});

function saveSettings(state: EmulatorState, fields: URLSearchParams): void {
  state.settings.merge({
    ...settingsFormSchema.parse(Object.fromEntries(fields)),
    rotateRefreshTokens: fields.has('rotateRefreshTokens'),
    noProfileOmitsProfileId: fields.has('noProfileOmitsProfileId'),
    tokenInErrorDescription: fields.has('tokenInErrorDescription'),
  });
}

function plantAsFilledIn(state: EmulatorState, fields: URLSearchParams): void {
  const filled = Object.fromEntries([...fields].filter(([, value]) => value !== ''));
  const numbers = ['count', 'delayMs', 'status'].filter((name) => name in filled);
  const counted = Object.fromEntries(numbers.map((name) => [name, Number(filled[name])]));
  plantFault(state, { ...filled, ...counted });
}
