import { inLanguage, LOCALE } from '../language';

const number = new Intl.NumberFormat(LOCALE);

const en = {
  title: 'Who used what',
  lead: 'Tokens issued and calls made between two times, by API key, connection, client or encryption key. For a key that leaked, or a night that looks wrong.',
  back: 'Incidents',
  link: 'See who used what between two times',
  filter: {
    from: 'From (UTC)',
    to: 'Until (UTC)',
    key: 'API key',
    any: 'Any key',
    revoked: (name: string) => `${name} (revoked)`,
    connection: 'Connection ID',
    client: 'Client ID at Wise',
    clientHint: 'As Credentials shows it. Tokens of the client itself are included.',
    ringKey: 'Encryption key',
    ringKeyHint: 'Only what was readable with it in this window.',
    destroyed: (id: string) => `${id} (destroyed)`,
    submit: 'Show',
    busy: 'Reading…',
  },
  days: (most: number) => ({
    title: 'Choose another window',
    text: `It has to begin before it ends, and may be ${most} days long. For more run npm run access-records.`,
  }),
  unknown: {
    key: {
      title: 'There’s no such API key',
      text: 'Nothing was read. Choose a key from the list, or check the ID with npm run api-key -- list.',
    },
    connection: {
      title: 'There’s no such connection',
      text: 'Nothing was read. Copy the whole connection ID from the connection’s page.',
    },
    client: {
      title: 'There’s nothing here of this client',
      text: 'Nothing was read. Check the client ID: Credentials shows those that are set up.',
    },
    ringKey: {
      title: 'There’s no such encryption key',
      text: 'Nothing was read. Choose a key from the list, or check the ID with npm run keys -- list.',
    },
  },
  sums: (uses: number, connections: number, isAtLeast: boolean) =>
    `${number.format(uses)}${isAtLeast ? '+' : ''} ${uses === 1 ? 'use' : 'uses'} of ${number.format(connections)}${isAtLeast ? '+' : ''} ${connections === 1 ? 'connection' : 'connections'}`,
  whole: 'A line is a day in UTC. It’s here if any of its uses may be in the window. For every single one:',
  part: {
    title: 'This page shows a part of the window',
    text: 'Few lines fit, so it took long to find these. Go to the next page to see more.',
  },
  noMore: 'There are no more uses in this window.',
  caption: 'Uses in the window by day, API key, connection and purpose, newest day first',
  columns: {
    day: 'Day',
    key: 'API key',
    connection: 'Connection',
    purpose: 'Purpose',
    times: 'Times',
    first: 'First',
    last: 'Last',
  },
  gone: 'No longer here',
  application: 'None: our own application',
  ownAccount: 'None: our own account,',
  pages: 'Pages of uses',
  none: {
    title: 'Nothing was used in this window',
    text: 'No token was issued and no call was made that fits. Take a longer window, or fewer filters.',
  },
  noneUnderKey: {
    title: 'Nothing under this encryption key was used in this window',
    text: 'None of the records readable with it were used. Whose they are is listed by ',
    command: 'npm run keys -- exposure',
    all: 'Show every encryption key',
  },
  noneHere: {
    title: 'Nothing was used in this environment',
    all: 'Show both environments',
  },
};

/** Who used what between two times, for staff. */
export const staffExposureMessages = inLanguage({ en });
