import { Deliveries } from './deliveries';
import { Courier } from './dispatcher';
import { Audience } from './subscribers';
import { Subscriptions } from './subscriptions';
import { WebhookKeys } from './webhook-keys';

/** All that is known of webhooks. The keys stay over a reset, as receivers were given the public one. */
export class Webhooks {
  readonly subscriptions = new Subscriptions();
  readonly deliveries = new Deliveries();
  readonly audience = new Audience();
  readonly courier = new Courier();
  readonly keys = new WebhookKeys();

  clear(): void {
    this.courier.stop();
    this.subscriptions.clear();
    this.deliveries.clear();
    this.audience.clear();
  }
}
