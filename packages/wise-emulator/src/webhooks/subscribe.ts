import type { EmulatorState } from '#emulator/kernel/state';
import { MOST_SUBSCRIPTIONS, type Subscription } from '#emulator/kernel/store/webhooks/subscriptions';
import { sendTestNotification } from './send-test-notification';
import { type Problem, readSubscription } from './subscription-form';

export type Subscribed =
  | { ok: true; subscription: Subscription }
  | { ok: false; problems: readonly Problem[] };

/** A new subscription by what was asked for, or what is wrong with that. */
export function subscribe(
  state: EmulatorState,
  { scope, clientId, createdBy }: Pick<Subscription, 'scope' | 'clientId' | 'createdBy'>,
  asked: unknown,
): Subscribed {
  const read = readSubscription(asked, scope.domain, state.settings.current.webhookUrls);
  if (!read.ok) return read;
  const { name, trigger_on: eventType, delivery } = read.form;
  const createdAt = state.clock.now();
  const { version, url } = delivery;
  const id = crypto.randomUUID();
  const subscription = { id, name, eventType, version, url, scope, clientId, createdBy, createdAt };
  if (!state.webhooks.subscriptions.add(subscription)) {
    const message = `there are ${MOST_SUBSCRIPTIONS} subscriptions already`;
    return { ok: false, problems: [{ code: 'invalid', message, path: '' }] };
  }
  state.log.append({ type: 'webhook.subscribed', subscriptionId: id, clientId, eventType, url }, createdAt);
  if (state.settings.current.webhookTestAtOnce) sendTestNotification(state, subscription);
  return { ok: true, subscription };
}

/** What waits for its receiver is given up. */
export function unsubscribe(state: EmulatorState, { id, clientId, eventType, url }: Subscription): void {
  state.webhooks.subscriptions.remove(id);
  state.webhooks.dispatcher.drop(({ subscription }) => subscription.id === id);
  const facts = { subscriptionId: id, clientId, eventType, url };
  state.log.append({ type: 'webhook.unsubscribed', ...facts }, state.clock.now());
}
