import { type Answer, jsonAnswer } from '#emulator/http/answer';
import type { EmulatorState } from '#emulator/state';
import { problemAnswer, readSubscription } from './subscription-form';
import { MOST_SUBSCRIPTIONS, type Subscription, subscriptionJson } from './subscriptions';

/** A new subscription, or what is wrong with it. 200, not 201, is documented. */
export function subscribe(
  state: EmulatorState,
  within: Pick<Subscription, 'scope' | 'clientId' | 'createdBy'>,
  body: unknown,
): Answer {
  const read = readSubscription(body, within.scope.domain, state.settings.current.webhookUrls);
  if (!read.ok) return problemAnswer(read.problems);
  const { name, trigger_on: eventType, delivery } = read.form;
  const { scope, clientId, createdBy } = within;
  const createdAt = state.clock.now();
  const { version, url } = delivery;
  const id = crypto.randomUUID();
  const subscription = { id, name, eventType, version, url, scope, clientId, createdBy, createdAt };
  if (!state.webhooks.subscriptions.add(subscription)) {
    const message = `there are ${MOST_SUBSCRIPTIONS} subscriptions already`;
    return problemAnswer([{ code: 'invalid', message, path: '' }]);
  }
  state.log.append({ type: 'webhook.subscribed', subscriptionId: id, clientId, eventType, url }, createdAt);
  return jsonAnswer(200, JSON.stringify(subscriptionJson(subscription)));
}

/** What waits for its receiver is given up. */
export function unsubscribe(state: EmulatorState, { id, clientId, eventType, url }: Subscription): void {
  state.webhooks.subscriptions.remove(id);
  state.webhooks.courier.drop(({ subscription }) => subscription.id === id);
  const facts = { subscriptionId: id, clientId, eventType, url };
  state.log.append({ type: 'webhook.unsubscribed', ...facts }, state.clock.now());
}
