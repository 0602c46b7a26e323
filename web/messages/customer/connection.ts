import { inLanguage } from '../language';

const en = {
  title: 'Wise connection',
  receiptTitle: 'Disconnected: your receipt',
  back: 'Your connections',
  goToConnections: 'Go to your connections',
  status: 'Status',
  reconnect: 'Reconnect',
  reconnectHint:
    'Choose the same profile at Wise. Choosing a different profile creates a separate connection.',
  profileNumber: (id: string) => `Profile number ${id}`,
  facts: {
    title: 'Details',
    profile: 'Wise profile',
    type: 'Type',
    profileNumber: 'Profile number',
    environment: 'Environment',
    sandbox: 'Sandbox (test environment)',
    firstConnected: 'First connected',
    lastReconnected: 'Last reconnected',
    lastCheck: 'Last check',
    notChecked: 'Not yet',
    disconnected: 'Disconnected',
    reference: 'Reference',
    id: 'Connection ID',
  },
  access: {
    title: (partner: string) => `What ${partner} has access to`,
    purpose: 'Why',
    kinds: 'Access',
    /** Where the partner has set no words of its own. */
    asAtWise: 'What Wise showed you before you agreed.',
    until: 'How long',
    untilText: 'Until you disconnect it, here or in your Wise account under connected apps.',
    privacy: 'Privacy policy',
  },
  disconnect: {
    title: 'Disconnect',
    text: 'Disconnects this profile for good and shows you a receipt. We’ll ask you to confirm.',
    open: 'Disconnect…',
    question: 'Disconnect this Wise profile?',
    pageTitle: 'Disconnect?',
    questionOf: <Part>(profile: Part): readonly (string | Part)[] => ['Disconnect ', profile, '?'],
    means: 'What disconnecting means',
    points: (partner: string) => [
      `From then on, ${partner} gets no new access to this Wise profile through this connection.`,
      'We ask Wise to cancel access given earlier, delete our access, and show you a receipt.',
      'Payments already set up at Wise will still go ahead.',
      'You can’t undo this, but you can connect again later.',
    ],
    confirm: 'Disconnect',
    disconnecting: 'Disconnecting…',
    cancel: 'Keep it connected',
    back: 'Back',
  },
  removeAtWise: {
    title: (partner: string) => `Remove ${partner} from your Wise account too`,
    text: (partner: string) =>
      `Disconnecting here doesn’t take ${partner} off the list of connected apps in your Wise account. Removing it there ends your consent at Wise. If you have other connections to ${partner} under the same Wise account, they may stop working too.`,
    signInAt: <Part>(host: Part): readonly (string | Part)[] => ['Sign in at ', host, '.'],
    settings: 'Open the settings and look for your connected apps.',
    remove: (partner: string) => `If ${partner} is listed, remove it.`,
  },
  print: 'Print this receipt',
};

/** One connection: what its owner reads about it and can do with it. */
export const connectionMessages = inLanguage({ en });
