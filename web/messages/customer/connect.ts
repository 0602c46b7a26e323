import { inLanguage } from '../language';

const en = {
  continueTitle: 'Continue to Wise',
  continueLead: (host: string, partner: string) =>
    `You’re signed in. At ${host} you choose a profile and agree. Then you come back to ${partner}.`,
  sameProfile: 'To reconnect, choose the same profile at Wise:',
  notNow: 'Not now',
  opening: 'Opening Wise…',
  redirect: (partner: string) =>
    `At Wise you sign in, choose a profile and agree. Then you come back to ${partner}.`,
  /** Back from Wise, and the callback cannot be claimed yet. */
  retry: {
    away: {
      title: 'One moment, please',
      paragraphs: [
        'You’re back from Wise, but we can’t load your information right now. Nothing is lost.',
        'This page tries again every few seconds. Please leave it open.',
      ],
    },
    busy: {
      title: 'Please wait a moment',
      paragraphs: [
        'You’re back from Wise, but there are too many requests from your network right now. Nothing is lost.',
        'This page tries again by itself. Please leave it open.',
      ],
    },
    stop: 'Stop and go to your connections',
  },
};

/** On the way to Wise and back. */
export const connectMessages = inLanguage({ en });
