import { ATTEMPT_MINUTES } from './limits';
import type { AttemptState } from './outcomes';

export type AttemptWords = {
  tone: 'good' | 'info' | 'warn' | 'bad';
  title: string;
  /** Paragraphs, the first one what happened, the others what to know or do. */
  text: readonly string[];
  /** What the page offers: a new attempt, or only the way to the person's connections. */
  next: 'retry' | 'connections' | 'wait';
};

type Names = { partnerName: string };

const WORDS: Record<AttemptState, (names: Names) => AttemptWords> = {
  connected: ({ partnerName }) => ({
    tone: 'good',
    title: 'Wise is connected',
    text: [
      `This Wise profile is now connected with ${partnerName}. Is it the right one? If not, disconnect it.`,
    ],
    next: 'connections',
  }),
  denied: ({ partnerName }) => ({
    tone: 'info',
    title: 'You did not give access',
    text: [
      `At Wise you chose not to give access. Nothing was connected, and ${partnerName} received nothing.`,
      'You can connect at any other time.',
    ],
    next: 'retry',
  }),
  wise_error: () => ({
    tone: 'warn',
    title: 'Wise could not finish this',
    text: [
      'Wise showed an error and sent you back. Nothing was connected.',
      'Try again in a few minutes. If it goes on, ask Wise’s support whether your account may be connected to other services.',
    ],
    next: 'retry',
  }),
  expired: () => ({
    tone: 'info',
    title: 'This took too long',
    text: [
      `An approval at Wise is good once and for ${ATTEMPT_MINUTES} minutes. This one was too old or had been used. Nothing was connected.`,
      'Start again; it takes about two minutes.',
    ],
    next: 'retry',
  }),
  not_yours: () => ({
    tone: 'warn',
    title: 'This cannot be finished here',
    text: [
      'You came back from Wise with an attempt that was not started in this browser with this sign-in, or that was used before. For safety it was ended. Nothing was connected.',
      'If somebody sent you a link to connect Wise, do not use it: it could connect your Wise account to theirs. Start from your own connections page instead.',
    ],
    next: 'retry',
  }),
  profile_mismatch: ({ partnerName }) => ({
    tone: 'warn',
    title: 'The Wise profile did not match',
    text: [
      `Wise did not confirm access to the profile you came back with. To be safe, nothing was connected, and ${partnerName} keeps nothing.`,
      'Start again and choose the profile at Wise once more.',
    ],
    next: 'retry',
  }),
  no_profile: () => ({
    tone: 'info',
    title: 'Your Wise account has no profile yet',
    text: [
      'A connection needs a personal or a business profile at Wise, and your account has none. Nothing was connected.',
      'Finish setting up your account at Wise, then start again.',
    ],
    next: 'retry',
  }),
  interrupted: ({ partnerName }) => ({
    tone: 'warn',
    title: 'This was interrupted',
    text: [
      'We did not get Wise’s answer in time. An approval can be used only once, so this one cannot be finished. Nothing was connected.',
      `Start again. Wise may already list ${partnerName} among your connected apps; a new attempt takes its place.`,
    ],
    next: 'retry',
  }),
  wise_unavailable: () => ({
    tone: 'warn',
    title: 'Wise is not available',
    text: [
      'Wise could not be reached or gave no usable answer. Nothing was connected.',
      'Please start again in a few minutes.',
    ],
    next: 'retry',
  }),
  configuration_wrong: ({ partnerName }) => ({
    tone: 'bad',
    title: 'This is our mistake',
    text: [
      `The way to Wise is not set up correctly at ${partnerName}. Nothing was connected, and you did nothing wrong.`,
      'Our staff can see this problem on their own pages. Please try again later, or ask us for help.',
    ],
    next: 'connections',
  }),
  replaced: () => ({
    tone: 'info',
    title: 'A newer connection took its place',
    text: [
      'The same Wise profile was connected again while this attempt was running. Only the newest connection works, so this one was not kept.',
      'If you connected it again yourself, you need do nothing. If you did not, check at Wise which apps are connected to your account.',
    ],
    next: 'connections',
  }),
  pending: () => ({
    tone: 'info',
    title: 'Finishing the connection',
    text: ['You are back from Wise. We are asking Wise to confirm; this page shows the result by itself.'],
    next: 'wait',
  }),
  open: () => ({
    tone: 'info',
    title: 'You have not come back from Wise',
    text: [
      'This attempt waits for your approval at Wise. If the page there is still open, go on in it.',
      'If it is not, start again. Nothing was connected.',
    ],
    next: 'retry',
  }),
};

/** An attempt's state in plain words, with the next step. Never says anything about another person. */
export function attemptWords(state: AttemptState, names: Names): AttemptWords {
  return WORDS[state](names);
}

/** An attempt that connected Wise, looked at again after the connection was lost or ended. */
export function connectedBeforeWords({ partnerName }: Names): AttemptWords {
  return {
    tone: 'info',
    title: 'This attempt is over',
    text: [`It connected the Wise profile below with ${partnerName}. Since then the connection has changed.`],
    next: 'connections',
  };
}

/** What somebody who is back from Wise reads while their callback cannot be claimed yet. */
export const CALLBACK_RETRY = {
  away: {
    title: 'One moment, please',
    paragraphs: [
      'You are back from Wise, but we cannot reach our records at the moment. Nothing is lost.',
      'This page tries again by itself every few seconds. Please leave it open.',
    ],
  },

  busy: {
    title: 'Please wait a moment',
    paragraphs: [
      'You are back from Wise, but too much comes from your network at the moment. Nothing is lost.',
      'This page tries again by itself. Please leave it open.',
    ],
  },
} as const;
