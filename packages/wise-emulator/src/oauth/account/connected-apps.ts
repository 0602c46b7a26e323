import type { FastifyInstance } from 'fastify';
import { pageAnswer, redirectAnswer, sendAnswer } from '#emulator/kernel/http/answer';
import { formOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import type { WiseUser } from '#emulator/kernel/store/people/types';
import { type ConnectedApp, connectedAppsPage } from '../pages/connected-apps-page';
import { signInPage } from '../pages/sign-in-page';
import { removeApp } from './end-access';
import { signedInUser } from './session';

const PATH = '/account/connected-apps';

/** Where a Wise user sees which apps have access, and takes it away. */
export function addConnectedApps(server: FastifyInstance, state: EmulatorState): void {
  server.get(PATH, (request, reply) => {
    const user = signedInUser(state, request);
    if (!user) return sendAnswer(reply, pageAnswer(200, signInPage(state.people, PATH)));
    return sendAnswer(reply, pageAnswer(200, connectedAppsPage(user, appsOf(state, user))));
  });

  server.post(`${PATH}/remove`, (request, reply) => {
    const user = signedInUser(state, request);
    const clientId = formOf(request.body).get('client_id');
    if (user && clientId) removeApp(state, user.id, clientId);
    return sendAnswer(reply, redirectAnswer(PATH));
  });
}

function appsOf(state: EmulatorState, user: WiseUser): ConnectedApp[] {
  const apps = new Map<string, ConnectedApp>();
  for (const { clientId, profileId } of state.tokens.grantsOf(user.id, state.clock.now())) {
    const app = apps.get(clientId) ?? { clientId, name: state.clients.nameOf(clientId), profiles: [] };
    app.profiles.push(user.profiles.find((profile) => profile.id === profileId)?.fullName ?? 'No profile');
    apps.set(clientId, app);
  }
  return [...apps.values()];
}
