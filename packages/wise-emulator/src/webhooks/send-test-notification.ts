import type { EmulatorState } from '#emulator/kernel/state';
import type { Subscription } from '#emulator/kernel/store/webhooks/subscriptions';
import { deliver, signaturesOf } from './deliver';
import { testBody } from './event-body';

/** What the API answers: the ids of the deliveries that were queued. None for a type whose data the emulator does not know. */
export function sendTestNotification(state: EmulatorState, subscription: Subscription) {
  const now = state.clock.now();
  const body = testBody(subscription, now);
  if (body === undefined) return [];
  const { deliveryId } = deliver(state, { kind: 'test', subscription, body, ...signaturesOf(state, body) });
  return [{ delivery_id: deliveryId, created_at: `${new Date(now).toISOString().slice(0, 19)}Z` }];
}
