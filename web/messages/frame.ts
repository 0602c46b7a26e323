import { inLanguage } from './language';

const PRODUCT = 'Connect Wise';

const en = {
  product: (partner: string) => `${PRODUCT} · ${partner}`,
  description: (partner: string) => `Connect your Wise account to ${partner}, see it and disconnect it.`,
  staff: 'Staff',
  staffTitle: (title: string) => `${title} · Staff`,
  errorTitle: (title: string) => `Error: ${title}`,
  skipLink: 'Skip to the content',
  pages: 'Pages',
  staffPages: {
    home: 'Home',
    connections: 'Connections',
    customers: 'Customers',
    activity: 'Activity',
    webhooks: 'Webhooks',
    credentials: 'Credentials',
    people: 'People',
    incidents: 'Incidents',
    settings: 'Settings',
  },
  menu: 'Menu',
  environment: 'Environment',
  allEnvironments: 'All',
  signedInAs: 'Signed in as ',
  signOut: 'Sign out',
  signingOut: 'Signing out…',
  providedBy: (partner: string) => `Provided by ${partner}. Not operated by Wise.`,
  getHelp: 'Get help',
  staffHelp: 'Need help? Ask your administrator.',
  version: (version: string) => `Version ${version}`,
  continue: 'Continue',
  /** The page that leads to another host. */
  redirect: {
    title: (host: string) => `Taking you to ${host}`,
    next: (host: string) => `Continue to ${host}`,
  },
};

/** What stands around every page. */
export const frameMessages = inLanguage({ en });
