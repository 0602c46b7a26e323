import type { EmulatorState } from '#emulator/state';
import type { Delivery } from './deliveries';

/** "Retry" in the Developer Hub: without waiting, and after the last attempt too. False: there is nothing to retry. */
export function retryNow(state: EmulatorState, delivery: Delivery): boolean {
  if (delivery.state !== 'failed' && delivery.state !== 'abandoned') return false;
  if (!state.webhooks.subscriptions.has(delivery.subscription.id)) return false;
  state.webhooks.courier.send(state, delivery);
  return true;
}
