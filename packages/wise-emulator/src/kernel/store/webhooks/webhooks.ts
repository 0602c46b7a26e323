import { Deliveries } from './deliveries';
import { Dispatcher } from './dispatcher';
import { Subscribers } from './subscribers';
import { Subscriptions } from './subscriptions';
import { WebhookKeys } from './webhook-keys';

/** All that is known of webhooks. The keys stay over a reset, as receivers were given the public one. */
export class Webhooks {
  readonly subscriptions = new Subscriptions();
  readonly deliveries = new Deliveries();
  readonly subscribers = new Subscribers();
  readonly dispatcher = new Dispatcher();
  readonly keys = new WebhookKeys();

  clear(): void {
    this.dispatcher.stop();
    this.subscriptions.clear();
    this.deliveries.clear();
    this.subscribers.clear();
  }
}
