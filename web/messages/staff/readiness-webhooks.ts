import { type ChecksOf, set, tryAgain } from './readiness-finding';

/** What Wise tells us. */
export const webhookChecks: ChecksOf<'webhook_address' | 'webhook_subscriptions' | 'webhook_delivery'> = {
  webhook_address: {
    title: 'Webhook address',
    findings: {
      reached: { says: 'Leads to our listener.' },
      off: {
        says: 'We don’t keep subscriptions here. What changes at Wise is found out by checks alone, hours later.',
        act: set('WEBHOOK_URL and WISE_…_APPLICATION_KEY'),
      },
      here: {
        says: 'It leads to this machine. Wise can’t call that.',
        act: 'Set WISE_PRODUCTION_WEBHOOK_URL to a public https address.',
      },
      not_reached: {
        says: 'Opened from here it doesn’t lead to our listener of this environment.',
        act: 'Compare your proxy’s route with the sample in deploy, and the certificate with the name.',
      },
      unanswered: { says: 'It didn’t answer in time, so nothing is known.', act: 'Measure again.' },
    },
  },
  webhook_subscriptions: {
    title: 'Webhook subscriptions',
    findings: {
      present: { says: 'All that we want are there at Wise.' },
      missing: {
        says: 'Wise lacks some of those that we want.',
        act: 'Subscribe.',
        command: () => 'npm run webhooks -- subscribe',
      },
      refused: {
        says: 'Wise refuses to say.',
        act: 'Compare client, secret and application key with Wise’s Developer Hub.',
        command: () => 'npm run webhooks -- status',
      },
      unanswered: { says: 'Wise didn’t say.', act: tryAgain },
    },
  },
  webhook_delivery: {
    title: 'Webhook signature',
    findings: {
      verified: { says: 'The last message arrived, and its signature was verified.' },
      old: {
        says: 'The last message that was verified is older than two days.',
        act: 'Have Wise send a test message.',
        command: () => 'npm run webhooks -- test',
      },
      gap: {
        says: 'Messages may be missing. Connections are checked because of it.',
        act: 'See what’s wrong.',
        command: () => 'npm run webhooks -- status',
      },
      never: {
        says: 'No message has arrived yet, so no signature was verified.',
        act: 'Have Wise send a test message.',
        command: () => 'npm run webhooks -- test',
      },
    },
  },
};
