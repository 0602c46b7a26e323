import { inLanguage } from '../language';

const en = {
  title: 'Your data and sign-ins',
  lead: (partner: string) => `Where you’re signed in, and what ${partner} keeps about you.`,
  back: 'Your Wise connections',
  sessions: {
    title: 'Where you’re signed in',
    unknownDevice: 'Unknown browser',
    unknownNetwork: 'Unknown network',
    here: 'This browser',
    since: 'Since ',
    lastSeen: ', last seen ',
    endAll: 'Sign out everywhere',
    ending: 'Signing out…',
    hint: 'Signs you out here too. Your connections stay.',
  },
  erase: {
    title: 'Erase your data',
    points: (partner: string) => [
      `You ask ${partner} to erase everything it keeps about you here. A person at ${partner} does it.`,
      'All your connections are disconnected, and we ask Wise to cancel the access.',
      'You can take the request back until it’s been done.',
    ],
    ask: 'Ask us to erase my data',
    asking: 'Sending…',
    asked: 'You asked us to erase your data',
    askedOn: 'We got your request on ',
    withdraw: 'Take the request back',
    withdrawing: 'Taking it back…',
  },
  privacy: 'Privacy policy',
};

/** What a customer can always do about their own data and sessions. */
export const yourDataMessages = inLanguage({ en });
