import { stringify } from 'lossless-json';
import type { Subscription } from '#emulator/kernel/store/webhooks/subscriptions';
import { TELLINGS } from './event-data';
import type { Notice } from './notice';

type Sent = { subscription: Subscription; notice: Notice; now: number };

/** The body of a notification, in the version that was subscribed to; undefined when the event is none of its kind. */
export function eventBody({ subscription, notice, now }: Sent): string | undefined {
  const { id, eventType, version } = subscription;
  const told = TELLINGS[eventType];
  if (!told?.of.includes(notice.type)) return undefined;
  const at = timeIn(version, now);
  return stringify({
    data: { ...told.data(notice), occurred_at: at },
    subscription_id: id,
    event_type: eventType,
    schema_version: version,
    sent_at: at,
  });
}

/** The body of a test notification; undefined for a type whose data the emulator does not know. */
export function testBody(subscription: Subscription, now: number): string | undefined {
  const told = TELLINGS[subscription.eventType];
  return told && eventBody({ subscription, notice: told.dummy(now), now });
}

/** Milliseconds from version 4.0.0 on (openapi.yml, `v4.0.0`); whole seconds before. */
function timeIn(version: string, now: number): string {
  const time = new Date(now).toISOString();
  return Number.parseInt(version, 10) >= 4 ? time : `${time.slice(0, 19)}Z`;
}
