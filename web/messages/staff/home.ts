import type { ConnectionReason } from '#lib/contract/connections';
import { inLanguage } from '../language';

type LostReason = Extract<ConnectionReason, 'lost_at_wise' | 'replaced' | 'user_deactivated'>;

const needsReconnect: Record<LostReason, string> = {
  lost_at_wise: 'Need reconnecting: Wise ended our access',
  replaced: 'Need reconnecting: the profile moved to another customer',
  user_deactivated: 'Need reconnecting: Wise closed the account',
};

const en = {
  title: 'Home',
  lead: 'What needs attention, then how connections develop.',
  attention: {
    heading: 'Needs attention',
    none: 'Nothing needs attention',
    noneText:
      'No connection needs reconnecting, nothing fails to renew, nobody asked to be erased, and nothing expires soon.',
    openAlarms: 'Nothing but the open alarms above',
    oldest: <Part>(since: Part): readonly (string | Part)[] => ['Oldest since ', since],
    recent: (count: string) => `${count} in the last 24 hours`,
    firstEnds: <Part>(at: Part): readonly (string | Part)[] => ['First on ', at],
    since: <Part>(since: Part): readonly (string | Part)[] => ['Since ', since],
    needsReconnect,
    otherPerson: 'May not be the customer’s own Wise profile',
    otherPersonHint: 'Its date of birth or name differs from what is known of the customer.',
    failingRefreshes: 'Fail to renew',
    failingRefreshesHint: 'At least three tries in a row. They are tried again.',
    noMoney: 'Can’t move money',
    noMoneyHint: 'Wise restricts the account or profile. The connection itself works.',
    failedDeliveries: 'Messages from Wise that we couldn’t apply',
    unreadableDeliveries: 'Messages from Wise that we couldn’t read',
    webhookGap: 'Messages from Wise may be missing',
    webhookGapHint: 'We’re asking Wise about each connection.',
    erasures: 'Customers who asked for their data to be erased',
    running: 'Credentials that expire within 60 days',
    credentialsUnknown: 'We couldn’t check what expires soon',
    credentialsUnknownHint: 'The vault didn’t answer.',
  },
  numbers: {
    heading: 'Connections',
    ranges: 'Period',
    range: (days: number) => `${days} days`,
    inDays: (days: number) => `in ${days} days`,
    now: 'now',
    active: { title: 'Active', column: 'Active at day’s end' },
    connected: { title: 'New', column: 'New' },
    lost: { title: 'Need reconnecting', column: 'Began to need reconnecting' },
    disconnected: { title: 'Disconnected', column: 'Disconnected' },
    description: (of: { title: string; from: string; to: string; least: string; most: string }) =>
      `${of.title} by day, ${of.from} to ${of.to}: between ${of.least} and ${of.most}.`,
    table: 'Show as a table',
    tableOf: (title: string, environment: string) => `${title} by day, ${environment.toLowerCase()}`,
    day: 'Day (UTC)',
    linkTo: (title: string, count: string, unit: string) => `${title}: ${count} ${unit}`,
    point: (day: string, value: string) => `${day}: ${value}`,
    utc: 'Days are in UTC.',
  },
  empty: {
    title: 'No connections yet',
    text: 'Connect Wise is running. Three steps to the first connection:',
    steps: {
      check: {
        title: 'Check the credentials',
        text: 'See whether Wise accepts our client ID and secret.',
        link: 'Open credentials',
      },
      connect: {
        title: 'Connect a Wise profile',
        text: 'Sign in as a customer and connect a profile. In the sandbox, use a test user.',
        link: 'Open the customer’s page',
      },
      use: {
        title: 'Get a token from your back end',
        text: 'Make an API key with “npm run api-key -- create” and ask the partner API for a token.',
      },
    },
  },
};

/** The staff's first page. */
export const staffHomeMessages = inLanguage({ en });
