import type { FastifyInstance } from 'fastify';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { forbidden } from '#emulator/kernel/http/bearer';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import { addWiseRoute, type WiseCall, type WiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import {
  type Subscription,
  type SubscriptionScope,
  subscriptionJson,
} from '#emulator/kernel/store/webhooks/subscriptions';
import type { Domain } from './event-types';
import { sendTestNotification } from './send-test-notification';
import { subscribe, unsubscribe } from './subscribe';
import { problemAnswer } from './subscription-form';

type Kind = 'application' | 'user';

/** Whose subscriptions a call is about, and who calls; undefined: not this caller's. */
type Place<Which extends Kind> = {
  domain: Domain;
  token: Which;
  path: string;
  scopeOf(call: WiseCall<Which>): (SubscriptionScope & Pick<Subscription, 'createdBy'>) | undefined;
};

/** Application and profile subscriptions (openapi.yml, webhookApplicationSubscription… and webhookProfileSubscription…). */
export function addWebhookSubscriptions(server: FastifyInstance, state: EmulatorState): void {
  const application: Place<'application'> = {
    domain: 'application',
    token: 'application',
    path: '/v3/applications/:clientKey/subscriptions',
    scopeOf: ({ token: { clientId }, params: { clientKey = '' } }) => {
      if (state.clients.find(clientId)?.clientKey !== clientKey) return undefined;
      const scope = { domain: 'application' as const, id: clientKey };
      return { clientId, scope, createdBy: { type: 'application', id: clientId } };
    },
  };
  addPlace(server, state, application);
  addTestNotifications(server, state, application);
  addPlace(server, state, {
    domain: 'profile',
    token: 'user',
    path: '/v3/profiles/:profileId/subscriptions',
    scopeOf: ({ token: { clientId, userId, profileId }, params }) => {
      if (params.profileId !== profileId) return undefined;
      const scope = { domain: 'profile' as const, id: profileId };
      return { clientId, scope, createdBy: { type: 'user', id: userId } };
    },
  });
}

type Within = SubscriptionScope & Pick<Subscription, 'createdBy'>;

function addPlace<Which extends Kind>(
  server: FastifyInstance,
  state: EmulatorState,
  place: Place<Which>,
): void {
  const { domain, token, path } = place;
  const add = (
    method: WiseRoute<Which>['method'],
    where: string,
    name: string,
    answer: (within: Within, call: WiseCall<Which>) => Answer,
  ) =>
    addWiseRoute<Which>(server, state, {
      method,
      path: where,
      endpoint: `webhook:${domain}:${name}`,
      token,
      answer: (call) => {
        const within = place.scopeOf(call);
        return within ? answer(within, call) : forbidden();
      },
    });

  // 200, not 201, is documented.
  add('POST', path, 'create', (within, { request }) => {
    const made = subscribe(state, within, request.body);
    return made.ok ? json(subscriptionJson(made.subscription)) : problemAnswer(made.problems);
  });
  add('GET', path, 'list', (within) => json(state.webhooks.subscriptions.of(within).map(subscriptionJson)));
  add('GET', `${path}/:subscriptionId`, 'get', (within, { params }) => {
    const found = state.webhooks.subscriptions.find(within, params.subscriptionId ?? '');
    return found ? json(subscriptionJson(found)) : unknown();
  });
  add('DELETE', `${path}/:subscriptionId`, 'delete', (within, { params }) => {
    const found = state.webhooks.subscriptions.find(within, params.subscriptionId ?? '');
    if (!found) return unknown();
    unsubscribe(state, found);
    return { status: 204, headers: {}, body: '' };
  });
}

function addTestNotifications(
  server: FastifyInstance,
  state: EmulatorState,
  { path, scopeOf }: Place<'application'>,
): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: `${path}/:subscriptionId/test-notifications`,
    endpoint: 'webhook:application:test',
    token: 'application',
    answer: (call) => {
      const within = scopeOf(call);
      if (!within) return forbidden();
      const found = state.webhooks.subscriptions.find(within, call.params.subscriptionId ?? '');
      return found ? json(sendTestNotification(state, found)) : unknown();
    },
  });
}

function json(body: unknown): Answer {
  return jsonAnswer(200, JSON.stringify(body));
}

function unknown(): Answer {
  return gatewayProblem(404, 'Not Found', 'Subscription not found');
}
