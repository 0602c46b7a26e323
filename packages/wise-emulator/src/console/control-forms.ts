import type { FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { injectFault } from '#emulator/kernel/faults/inject-fault';
import { pageAnswer, redirectAnswer, sendAnswer } from '#emulator/kernel/http/answer';
import { formOf, queryOf } from '#emulator/kernel/http/form';
import { type EmulatorState, resetState } from '#emulator/kernel/state';
import { USER_ACTIONS } from '#emulator/oauth/account/user-actions';
import { playAsChosen } from '#emulator/webhooks/tampering';
import { controlPage } from './pages/control-page';
import { saveSettings } from './pages/save-settings';
import { applyPreset, findPreset } from './presets/presets';

const PAGE = '/__emulator';

/** What a form does, and where on the page whoever pressed it goes on. */
type Act = { place: string; act: (state: EmulatorState, fields: URLSearchParams) => void };

/** The control page and its forms: the same actions as the JSON API, by hand and without scripts. */
export function addControlForms(server: FastifyInstance, state: EmulatorState): void {
  server.get(PAGE, (request, reply) => {
    const every = everyOf(queryOf(request.url));
    return sendAnswer(reply, pageAnswer(200, controlPage(state, { every })));
  });
  for (const [name, { place, act }] of Object.entries(ACTS)) {
    server.post(`${PAGE}/forms/${name}`, (request, reply) => {
      const fields = formOf(request.body);
      const every = everyOf(fields);
      const problem = problemOf(() => act(state, fields));
      if (problem !== undefined) {
        return sendAnswer(reply, pageAnswer(400, controlPage(state, { every, problem })));
      }
      const query = every === undefined ? '' : `?every=${every}`;
      return sendAnswer(reply, redirectAnswer(`${PAGE}${query}#${place}`));
    });
  }
}

const ACTS: Record<string, Act> = {
  preset: { place: 'now', act: pressPreset },
  switches: { place: 'settings', act: saveSettings },
  fault: { place: 'faults', act: injectAsFilledIn },
  release: { place: 'faults', act: (state, fields) => state.faults.release(fields.get('fault') ?? '') },
  'clear-faults': { place: 'now', act: (state) => state.faults.clear('go-on') },
  person: { place: 'people', act: applyUserAction },
  'webhook-trick': { place: 'webhooks', act: playAsChosen },
  'webhook-hold': { place: 'webhooks', act: ({ webhooks }) => webhooks.dispatcher.hold() },
  'webhook-release': {
    place: 'webhooks',
    act: (state, fields) =>
      state.webhooks.dispatcher.release(state, fields.get('order') === 'reversed' ? 'reversed' : 'kept'),
  },
  reset: { place: 'now', act: resetState },
};

/** What is wrong with what was filled in, in one sentence; undefined: it was done. */
function problemOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const issues = error.issues.map(({ path, message }) => `${path.join('.') || 'the form'}: ${message}`);
    return `Nothing was changed. ${issues.join('; ')}.`;
  }
}

function everyOf(fields: URLSearchParams): number | undefined {
  const every = fields.get('every') ?? '';
  return /^[1-9]\d{0,2}$/.test(every) ? Number(every) : undefined;
}

function pressPreset(state: EmulatorState, fields: URLSearchParams): void {
  const preset = findPreset(fields.get('preset') ?? '');
  if (preset) applyPreset(state, preset, fields.get('user') || undefined);
}

function applyUserAction(state: EmulatorState, fields: URLSearchParams): void {
  const user = state.people.find(fields.get('user') ?? '');
  const chosen = USER_ACTIONS.find(({ id }) => id === fields.get('act'));
  if (user) chosen?.act(state, user.id);
}

/** Fields that are texts even when they look like numbers. */
const TEXTS = new Set(['endpoint', 'kind', 'when', 'body', 'location', 'retryAfter', 'contentType']);

function injectAsFilledIn(state: EmulatorState, fields: URLSearchParams): void {
  const filled = [...fields].filter(([name, value]) => value !== '' && name !== 'every');
  const read = filled.map(([name, value]) => [
    name,
    TEXTS.has(name) || value === 'all' ? value : Number(value),
  ]);
  injectFault(state, Object.fromEntries(read));
}
