import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { type Answer, pageAnswer, redirectAnswer, sendAnswer } from '#emulator/kernel/http/answer';
import { formOf, queryOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import { clientPage, hubPage, unknownClientPage } from './hub-pages';
import { clientAddress, HUB } from './sections/addresses';
import { rotateSecret } from './sections/rotate-secret';
import type { HubAct, HubCall, HubNotice } from './sections/section';
import { SECTIONS } from './sections/sections';

const pathSchema = z.object({ clientId: z.string() });

/** The Developer Hub: a page for each client, and the forms of its sections, without scripts. */
export function addDeveloperHub(server: FastifyInstance, state: EmulatorState): void {
  for (const path of [HUB, `${HUB}/`]) {
    server.get(path, (request, reply) =>
      sendAnswer(
        reply,
        pageAnswer(200, hubPage(state.clients.all(), noticeFor(state, request), new URLSearchParams())),
      ),
    );
  }
  server.post(`${HUB}/clients`, (request, reply) =>
    sendAnswer(reply, addClient(state, formOf(request.body))),
  );
  server.get(`${HUB}/clients/:clientId`, (request, reply) => {
    const call = callOf(state, request);
    if (!call) return sendAnswer(reply, pageAnswer(404, unknownClientPage()));
    return sendAnswer(reply, pageAnswer(200, clientPage(call, noticeFor(state, request))));
  });
  for (const { id, acts } of SECTIONS) {
    for (const [name, act] of Object.entries(acts)) {
      server.post(`${HUB}/clients/:clientId/${id}/${name}`, async (request, reply) => {
        return sendAnswer(reply, await runAct(state, request, id, act));
      });
    }
  }
}

async function runAct(
  state: EmulatorState,
  request: FastifyRequest,
  section: string,
  act: HubAct,
): Promise<Answer> {
  const call = callOf(state, request);
  if (!call) return pageAnswer(404, unknownClientPage());
  const notice = await told(() => act({ ...call, fields: formOf(request.body) }));
  return redirectAnswer(`${clientAddress(call.client)}?notice=${state.hubNotices.keep(notice)}#${section}`);
}

function addClient(state: EmulatorState, fields: URLSearchParams): Answer {
  const clientId = fields.get('clientId') ?? '';
  if (state.clients.find(clientId)) return refused('This client id is taken.');
  try {
    const redirectUris = [fields.get('redirectUri') ?? ''];
    const facts = { clientId, clientSecrets: [], redirectUris, name: fields.get('name') ?? '' };
    const client = state.clients.put(facts);
    state.log.append({ type: 'client.registered', clientId }, state.clock.now());
    const value = rotateSecret(state, client)?.value ?? '';
    const text = 'The client is registered. Its secret is not shown again:';
    const notice = state.hubNotices.keep({ kind: 'shown-once', text, value });
    return redirectAnswer(`${clientAddress(client)}?notice=${notice}`);
  } catch (error) {
    return refused(wordsOf(error));
  }

  function refused(text: string): Answer {
    return pageAnswer(400, hubPage(state.clients.all(), { kind: 'refused', text }, fields));
  }
}

async function told(act: () => HubNotice | Promise<HubNotice>): Promise<HubNotice> {
  try {
    return await act();
  } catch (error) {
    return { kind: 'refused', text: wordsOf(error) };
  }
}

/** What was filled in wrongly. Any other failure is the emulator's own. */
function wordsOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) throw error;
  const issues = error.issues.map(({ path, message }) => [...path, message].join(': '));
  return `Nothing was changed. ${issues.join('; ')}.`;
}

function callOf(state: EmulatorState, request: FastifyRequest): HubCall | undefined {
  const client = state.clients.find(pathSchema.parse(request.params).clientId);
  return client && { state, client, now: state.clock.now() };
}

function noticeFor(state: EmulatorState, request: FastifyRequest): HubNotice | undefined {
  return state.hubNotices.take(queryOf(request.url).get('notice') ?? '');
}
