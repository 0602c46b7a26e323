import type { ConnectionReason } from '#lib/contract/connections';
import { inLanguage } from '../language';

const reasons: Record<ConnectionReason, string> = {
  lost_at_wise: 'Lost at Wise',
  replaced: 'Replaced',
  user_deactivated: 'Wise user deactivated',
  customer: 'Disconnected by the customer',
  staff: 'Disconnected by staff',
  incident: 'Disconnected in an incident',
  erasure: 'Personal data erased',
};

const en = {
  title: 'Connections',
  lead: 'Every customer’s connection to Wise.',
  search: {
    label: 'Search',
    hint: 'Part of a customer’s name, email address or subject, or of a profile’s name or number. Or a whole connection ID, customer ID or reference.',
    submit: 'Search',
    searching: 'Searching…',
    clear: 'Clear',
  },
  filters: {
    more: 'Filters and columns',
    apply: 'Apply',
    active: 'Active filters',
    remove: 'Remove filter:',
    any: 'Any',
    sort: 'Sort',
    sorts: {
      newest: 'Newest first',
      oldest: 'Oldest first',
      status_newest: 'Status changed latest',
      status_oldest: 'Longest in this status',
      used_newest: 'Used most recently',
      used_oldest: 'Used least recently',
    },
    search: 'Search',
    environment: 'Environment',
    status: 'Status',
    reason: 'Reason',
    reasons,
    profile: 'Profile',
    money: 'Money can move',
    moneys: { yes: 'Yes', no: 'No', unknown: 'Unknown' },
    owner: 'Owner',
    noOwner: 'No owner',
    unknownOwner: 'Unknown person',
    connectedFrom: 'First connected from',
    connectedTo: 'First connected until',
    usedFrom: 'Last used from',
    usedTo: 'Last used until',
    unused: (days: number) => `Not used for ${days} days`,
    note: 'Has a note',
    columns: 'Columns',
    is: (filter: string, value: string) => `${filter}: ${value}`,
  },
  status: 'Status',
  allStatuses: 'All',
  columns: {
    customer: 'Customer',
    profile: 'Wise profile',
    status: 'Status',
    since: 'Status since',
    connected: 'First connected',
    check: 'Last check',
    used: 'Last used',
    owner: 'Owner',
  },
  notChecked: 'Not yet',
  neverUsed: 'Never',
  hasNote: 'Has a note',
  frozen: 'Frozen',
  pages: 'Pages of connections',
  previous: 'Previous',
  next: 'Next',
  narrow: {
    title: 'Narrow your search',
    text: 'We stopped early because a full search would take too long, so some matches may be missing. Try another filter, more letters, a whole email address or a profile number.',
  },
  noneSoFar: {
    title: 'No match so far',
    text: 'None of the connections we searched match. “Next” searches further.',
  },
  noMore: {
    title: 'No more connections',
    text: 'You’ve reached the end of this list.',
    back: 'Back to the first page',
  },
  noMatch: {
    title: 'No connection matches',
    text: 'You can search for part of a customer’s name, email address or subject, or of a profile’s name or number. Connection and customer IDs have to be whole.',
    clear: 'Clear search and filters',
  },
  none: {
    title: 'No connections yet',
    text: 'Connections appear here once customers connect Wise.',
  },
};

/** The staff's list of connections. */
export const staffConnectionsMessages = inLanguage({ en });
