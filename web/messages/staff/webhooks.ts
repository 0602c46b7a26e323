import type { EventOutcome } from '#lib/contract/standings';
import { inLanguage } from '../language';

const outcomes: Record<EventOutcome, string> = {
  kept: 'Stored',
  applied: 'Applied',
  recorded: 'No connection',
  unchanged: 'Already known',
  outdated: 'Older than what we know',
  test: 'Test',
  unreadable: 'Unreadable',
  failed: 'Failed',
};

const en = {
  title: 'Webhooks from Wise',
  lead: 'What Wise has told us, newest first. Your back end reads their contents by the partner API.',
  filter: {
    all: 'All',
    type: 'Event type',
    typeHint: 'As Wise names it, like users#state-change.',
    outcome: 'Outcome',
    submit: 'Filter',
    filtering: 'Filtering…',
    clear: 'Clear',
  },
  columns: {
    event: 'Event',
    occurred: 'Occurred',
    received: 'Received',
    outcome: 'Outcome',
    connections: 'Connections',
  },
  outcomes,
  notSorted: 'Waiting',
  unknownType: 'Unknown',
  version: (version: string) => `Version ${version}`,
  test: 'Test',
  deliveries: (count: number) => `Delivered ${count} times`,
  connection: (place: number, count: number) => (count === 1 ? 'Connection' : `Connection ${place}`),
  noConnection: 'None',
  pages: 'Pages of webhooks',
  none: {
    title: 'Nothing received yet',
    text: 'Messages from Wise appear here once webhooks are set up. “npm run webhooks -- status” shows how they are.',
  },
  noMatch: {
    title: 'Nothing matches',
    text: 'No message from Wise fits this filter.',
    clear: 'Clear the filter',
  },
};

/** The staff's page of deliveries. */
export const staffWebhookMessages = inLanguage({ en });
