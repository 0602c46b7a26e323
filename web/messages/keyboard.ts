import { inLanguage } from './language';

const en = {
  open: 'Search or jump to…',
  palette: 'Command palette',
  input: 'Search commands and pages',
  placeholder: 'Type a page, an action or a name',
  nothing: 'Nothing matches. Try a page, such as Connections.',
  groups: {
    page: 'On this page',
    pages: 'Go to',
    search: 'Search',
    environment: 'Environment',
    more: 'More',
  },
  goTo: (page: string) => `Go to ${page}`,
  searchConnections: (text: string) => `Search connections for “${text}”`,
  searchCustomers: (text: string) => `Search customers for “${text}”`,
  showEnvironment: (environment: string) => `Environment: ${environment}`,
  help: 'Keyboard shortcuts',
  footer: { move: 'to move', choose: 'to choose', close: 'to close' },
  shortcuts: {
    palette: 'Open the command palette',
    search: 'Go to the search box',
    next: 'Next row of a list',
    previous: 'Previous row of a list',
    open: 'Open the row',
    help: 'Show this help',
    close: 'Close what is open',
  },
  sections: { everywhere: 'Everywhere', lists: 'In lists', pages: 'Go to a page' },
  before: 'then',
  /** As they are printed on keyboards. */
  keys: { escape: 'Esc', enter: 'Enter', palette: 'Ctrl K', paletteOnMac: '⌘ K' },
  single: 'Use single-key shortcuts',
  singleHint: 'Turn this off if keys start something you didn’t mean. The command palette stays.',
};

/** What the staff's keyboard shortcuts say. Apart from the pages' own texts, because it is sent to browsers. */
export const keyboardMessages = inLanguage({ en });
