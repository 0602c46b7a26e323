/** What was subscribed to, and what was sent. */
export type WebhookFacts =
  | {
      type: 'webhook.subscribed' | 'webhook.unsubscribed';
      subscriptionId: string;
      clientId: string;
      eventType: string;
      url: string;
    }
  | {
      type: 'webhook.attempt';
      /** As the header had it. */
      deliveryId: string;
      /** `event`, `test`, or how a receiver was tried. */
      kind: string;
      subscriptionId: string;
      eventType: string;
      url: string;
      /** What the receiver answered; null, with the problem: nothing. */
      status: number | null;
      problem: string | null;
    };
