import { inLanguage } from '../language';

const en = {
  title: 'Your Wise connections',
  /** Before anything is connected. */
  empty: {
    title: 'Connect your Wise account',
    lead: (partner: string) =>
      `Connect a Wise profile to ${partner}. You choose which one, and you can disconnect at any time.`,
  },
  held: {
    title: (partner: string) => `${partner} has paused its access to Wise`,
    text: 'Your connections stay, and aren’t used while paused. You don’t need to do anything. You can still disconnect at any time.',
  },
  before: {
    label: 'Before you connect',
    purpose: (partner: string) => `Why ${partner} asks`,
    privacy: 'Privacy policy',
    /** @param access the kinds of access in the partner's own words; none: what Wise shows has to do */
    gets: (partner: string, access: readonly string[]) => ({
      title: `What ${partner} can access`,
      points: [
        'The one Wise profile you choose, until you disconnect it here or at Wise.',
        'The name and type of that profile.',
        ...(access.length === 0 ? [`What Wise shows you before you agree.`] : access),
      ],
    }),
    getsNot: (partner: string) => ({
      title: `What ${partner} can’t access`,
      points: [
        'Your Wise password or one-time codes.',
        'Your other Wise profiles.',
        'More than Wise shows you before you agree.',
      ],
    }),
    next: {
      title: 'What happens next',
      /** @param only the host, when there is but one */
      goTo: <Part>(hosts: Part, only: string | undefined): readonly (string | Part)[] => [
        'You go to ',
        hosts,
        `. Check that the address bar says ${only ?? 'the same'}.`,
      ],
      orTo: ', or to ',
      forSandbox: ' for the sandbox',
      atWise: 'You sign in at Wise, choose a profile and agree.',
      back: 'You come back here and see what’s connected.',
    },
  },
  connect: 'Connect Wise',
  connectSandbox: (label: string) => `${label} (sandbox)`,
  connectAnother: 'Connect another Wise profile',
  sandbox: 'Sandbox is Wise’s test environment. No real accounts or money are involved.',
  firstConnected: 'First connected ',
  reconnect: 'Reconnect',
  yourData: 'Your data and sign-ins',
  details: 'Details',
  pages: 'Pages of connections',
  unfinished: {
    pending: 'Finishing your connection',
    held: 'Your approval is waiting. Nothing is lost',
    pendingText: <Part>(startedAt: Part): readonly (string | Part)[] => [
      'You came back from Wise for the connection you started on ',
      startedAt,
      '. ',
    ],
    pendingStatus: 'View status',
    left: 'You haven’t finished connecting',
    leftText: <Part>(startedAt: Part): readonly (string | Part)[] => [
      'You started connecting on ',
      startedAt,
      '. Nothing was connected. Continue in the Wise tab, or start again here.',
    ],
  },
};

/** The customer's first page, and the forms that start a connection. */
export const dashboardMessages = inLanguage({ en });
