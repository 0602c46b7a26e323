import type { EmulatorState } from '#emulator/kernel/state';
import type { Delivery } from '#emulator/kernel/store/webhooks/deliveries';

/** Whether there is anything to retry, and anybody who wants it. */
export function canRetry({ webhooks }: EmulatorState, { state, subscription }: Delivery): boolean {
  return (state === 'failed' || state === 'abandoned') && webhooks.subscriptions.has(subscription.id);
}

/** "Retry" in the Developer Hub: without waiting, and after the last attempt too. False: there was nothing to retry. */
export function retryNow(state: EmulatorState, delivery: Delivery): boolean {
  if (!canRetry(state, delivery)) return false;
  state.webhooks.dispatcher.send(state, delivery);
  return true;
}
