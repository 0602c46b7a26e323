import type { ConnectionStatus } from '#lib/contract/connections';
import { inLanguage } from '../language';

const statuses: Record<ConnectionStatus, (count: string) => string> = {
  active: (count) => `${count} active`,
  needs_reconnect: (count) => `${count} to reconnect`,
  disconnected: (count) => `${count} disconnected`,
};

const en = {
  title: 'Customers',
  lead: 'Everyone who has signed in to connect Wise, newest first.',
  search: {
    label: 'Search',
    hint: 'Part of a name, email address or subject (the customer’s ID at your sign-in). Or a whole customer ID.',
    submit: 'Search',
    searching: 'Searching…',
    clear: 'Clear',
  },
  columns: {
    customer: 'Customer',
    connections: 'Connections',
    lastSignIn: 'Last sign-in',
    added: 'Added',
  },
  statuses,
  asksErasure: 'Asked for their data to be erased',
  noConnections: 'None',
  neverSignedIn: 'Not yet',
  pages: 'Pages of customers',
  narrow: {
    title: 'Narrow your search',
    text: 'We stopped early because a full search would take too long, so some matches may be missing. Try more letters or a whole email address.',
  },
  noneSoFar: {
    title: 'No match so far',
    text: 'None of the customers we searched match. “Older” searches further back.',
  },
  noMore: { title: 'No more customers', text: 'You’ve seen the oldest ones.', back: 'Back to the newest' },
  noMatch: {
    title: 'No customer matches',
    text: 'You can search for part of a name, email address or subject. A customer ID has to be whole.',
    clear: 'Clear search',
  },
  none: { title: 'No customers yet', text: 'Customers appear here once they sign in.' },
};

/** The staff's list of customers. */
export const staffCustomersMessages = inLanguage({ en });
