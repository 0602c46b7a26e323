import { inLanguage } from '../language';

const en = {
  title: 'Connections',
  lead: 'Every customer’s connection to Wise, newest first.',
  search: {
    label: 'Search',
    hint: 'Part of a customer’s name, email address or subject, or of a profile’s name or number. Or a whole connection ID, customer ID or reference.',
    submit: 'Search',
    searching: 'Searching…',
    clear: 'Clear',
  },
  status: 'Status',
  allStatuses: 'All',
  columns: {
    customer: 'Customer',
    profile: 'Wise profile',
    status: 'Status',
    firstConnected: 'First connected',
    lastCheck: 'Last check',
  },
  notChecked: 'Not yet',
  frozen: 'Frozen',
  pages: 'Pages of connections',
  narrow: {
    title: 'Narrow your search',
    text: 'We stopped early because a full search would take too long, so some matches may be missing. Try more letters, a whole email address or a profile number.',
  },
  noneSoFar: {
    title: 'No match so far',
    text: 'None of the connections we searched match. “Older” searches further back.',
  },
  noMore: {
    title: 'No more connections',
    text: 'You’ve seen the oldest ones.',
    back: 'Back to the newest',
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
