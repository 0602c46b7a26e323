import * as z from 'zod';
import { setting } from './setting';

/** The settings of webhooks: what Wise documents twice or not at all, and what a test cannot wait for. */
export const webhookSettings = {
  /** `documented`: https, a host name, port 443, no query. `loopback`: those, and any address of this machine. */
  webhookUrls: setting({
    description: 'A webhook may lead to',
    default: 'loopback',
    schema: z.enum(['loopback', 'documented']),
    choices: {
      loopback: 'this machine, or what Wise documents',
      documented: 'only what Wise documents: https, a host name, port 443, no query',
    },
  }),
  /** Off: nothing is sent to another machine, whatever was subscribed. */
  webhooksLeaveThisMachine: setting({
    description: 'Deliveries may leave this machine',
    default: false,
    schema: z.boolean(),
  }),
  webhookTimeoutSeconds: setting({
    description: 'Seconds that a receiver has to answer',
    default: 5,
    schema: z.number().min(0.01).max(60),
  }),
  /** The waits between two attempts are divided by this. */
  webhookRetrySpeed: setting({
    description: 'Times faster than Wise retries (60: a minute is a second)',
    default: 1,
    schema: z.number().min(1).max(100_000_000),
  }),
  /** Documented both ways: any 2xx, or only a 200. */
  webhookAcknowledgement: setting({
    description: 'A delivery is acknowledged by',
    default: '2xx',
    schema: z.enum(['2xx', '200']),
    choices: { '2xx': 'any 2xx', '200': 'a 200 only' },
  }),
  /** Documented both ways: one id for a notification and all its attempts, or a new one for each. */
  webhookDeliveryId: setting({
    description: 'X-Delivery-Id is one for each',
    default: 'attempt',
    schema: z.enum(['notification', 'attempt']),
  }),
  /** On, as documented: whoever subscribes is sent a test notification at once. */
  webhookTestAtOnce: setting({
    description: 'A new subscription is sent a test notification at once',
    default: true,
    schema: z.boolean(),
  }),
  /** On: whatever is delivered is delivered twice, as "at least once" allows. */
  webhooksTwice: setting({
    description: 'Everything is delivered twice',
    default: false,
    schema: z.boolean(),
  }),
  /** On, as recorded: the older `X-Signature` (RSA with SHA-1) goes out beside `X-Signature-SHA256`. */
  webhookOldSignature: setting({
    description: 'The older X-Signature (SHA-1) is sent too',
    default: true,
    schema: z.boolean(),
  }),
};
