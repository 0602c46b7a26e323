import { z } from 'zod';

/** The switches of webhooks: what Wise documents twice or not at all, and what a test cannot wait for. */
export const webhookSettings = {
  /** `documented`: https, a host name, port 443, no query. `loopback`: those, and any address of this machine. */
  webhookUrls: z.enum(['loopback', 'documented']),
  /** Off: nothing is sent to another machine, whatever was subscribed. */
  webhooksLeaveThisMachine: z.boolean(),
  webhookTimeoutSeconds: z.number().min(0.01).max(60),
  /** The waits between two attempts are divided by this. */
  webhookRetrySpeed: z.number().min(1).max(100_000_000),
  /** Documented both ways: any 2xx, or only a 200. */
  webhookAcknowledgement: z.enum(['2xx', '200']),
  /** Documented both ways: one id for a notification and all its attempts, or a new one for each. */
  webhookDeliveryId: z.enum(['notification', 'attempt']),
  /** On: whatever is delivered is delivered twice, as "at least once" allows. */
  webhooksTwice: z.boolean(),
  /** On, as recorded: the older `X-Signature` (RSA with SHA-1) goes out beside `X-Signature-SHA256`. */
  webhookOldSignature: z.boolean(),
};

export const DEFAULT_WEBHOOK_SETTINGS = {
  webhookUrls: 'loopback',
  webhooksLeaveThisMachine: false,
  webhookTimeoutSeconds: 5,
  webhookRetrySpeed: 1,
  webhookAcknowledgement: '2xx',
  webhookDeliveryId: 'notification',
  webhooksTwice: false,
  webhookOldSignature: true,
} as const;

export const WEBHOOK_LABELS = {
  webhookUrls: 'A webhook may lead to',
  webhooksLeaveThisMachine: 'Deliveries may leave this machine',
  webhookTimeoutSeconds: 'Seconds that a receiver has to answer',
  webhookRetrySpeed: 'Times faster than Wise retries (60: a minute is a second)',
  webhookAcknowledgement: 'A delivery is acknowledged by',
  webhookDeliveryId: 'X-Delivery-Id is one for each',
  webhooksTwice: 'Everything is delivered twice',
  webhookOldSignature: 'The older X-Signature (SHA-1) is sent too',
} satisfies Record<keyof typeof webhookSettings, string>;

export const WEBHOOK_CHOICES = {
  webhookUrls: {
    loopback: 'this machine, or what Wise documents',
    documented: 'only what Wise documents: https, a host name, port 443, no query',
  },
  webhookAcknowledgement: { '2xx': 'any 2xx', '200': 'a 200 only' },
};
