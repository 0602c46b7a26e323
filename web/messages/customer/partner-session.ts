import { inLanguage } from '../language';

const en = {
  connect: {
    title: 'Connect Wise',
    text: (partner: string) => [
      `${partner} sent you here to connect your Wise account. At Wise you sign in, choose a profile and agree. Then you go back to ${partner}.`,
      `Only continue if you came from ${partner} just now. If someone sent you this link, close this page.`,
    ],
    button: 'Continue to Wise',
  },
  portal: {
    title: 'Your Wise connections',
    text: (partner: string) => [
      `${partner} sent you here to see your Wise connections. We ask ${partner} once more who you are before we show them.`,
      `Only continue if you came from ${partner} just now. If someone sent you this link, close this page.`,
    ],
    button: 'Continue',
  },
  over: {
    title: 'This link no longer works',
    text: (partner: string) => [
      'A link works once, in one browser, and for ten minutes. This one was used, or is too old.',
      `Go back to ${partner} and start again there.`,
    ],
  },
  unfinished: {
    title: 'You haven’t connected Wise yet',
    text: (partner: string) => [
      `You came back from Wise without giving access. Nothing was connected, and ${partner} received nothing.`,
    ],
    again: 'Try again at Wise',
    back: (partner: string) => `Back to ${partner}`,
  },
  waiting: {
    title: 'Finishing your connection',
    text: ['You’re back from Wise. We’re asking Wise to confirm. This page continues by itself.'],
  },
  leaving: {
    title: (partner: string) => `Back to ${partner}`,
    text: (partner: string) => `You’ll continue at ${partner}.`,
    popup: 'You can close this window.',
    next: (partner: string) => `Continue to ${partner}`,
  },
  nowhere: {
    title: 'We can’t take you back',
    text: (partner: string) => [
      `The address that ${partner} gave us isn’t one that we may send you to. Open ${partner} yourself and start again there.`,
    ],
  },
  notConfirmed: {
    title: 'Not confirmed yet',
    text: (partner: string) => [
      `${partner} hasn’t told us who you are, so there’s nothing to see here. Go back to ${partner} and open your connections from there.`,
    ],
  },
  home: 'Go to our start page',
};

/** Customers who come from the partner's own app. */
export const partnerSessionMessages = inLanguage({ en });
