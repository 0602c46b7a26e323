import type { Audience } from '#lib/contract/people';
import { inLanguage } from './language';

type PerAudience<Text> = Record<Audience, Text>;

const titles: PerAudience<string> = { customer: 'Sign in', staff: 'Staff sign-in' };

const leads: PerAudience<(partner: string) => string> = {
  customer: () => 'Sign in to connect and manage your Wise account.',
  staff: (partner) => `See and manage the Wise connections of ${partner}’s customers.`,
};

const againLeads: PerAudience<(minutes: number) => string> = {
  customer: (minutes) =>
    `To connect, reconnect or disconnect, you must have signed in within the last ${minutes} minutes. This keeps others from doing it on a screen you left open.`,
  staff: (minutes) =>
    `To disconnect, you must have signed in within the last ${minutes} minutes. This keeps others from doing it on a screen you left open. We’ll keep the reason you typed.`,
};

const signedOutLeads: PerAudience<string> = {
  customer:
    'Your connections stay as they are. Sign in again to see or disconnect them. On a shared computer, close the browser too.',
  staff: 'On a shared computer, close the browser too.',
};

const en = {
  titles,
  leads,
  again: { title: 'Please sign in again', leads: againLeads },
  form: {
    withProvider: (host: string) => `Sign in with ${host}`,
    continuing: 'Continuing…',
    providerHint: (host: string) => `You’ll sign in at ${host} and come back here.`,
    or: 'or',
    email: 'Email address',
    emailHint: 'We’ll email you a link and a code that sign you in here, in this browser.',
    emailError: 'Enter an email address, like name@example.com.',
    sendLink: 'Send me a link',
    sending: 'Sending…',
  },
  staffBanner: {
    label: 'Who this page is for',
    text: (partner: string) => `For people who work at ${partner}.`,
    customers: <Part>(link: (text: string) => Part): readonly (string | Part)[] => [
      'Customers ',
      link('sign in here'),
      '.',
    ],
  },
  ended: {
    title: 'Your session has ended',
    idle: (minutes: number) => `You were signed out after ${minutes} minutes without activity.`,
    tooLong: (hours: number) => `You were signed out because a session lasts at most ${hours} hours.`,
    ended: 'You’re no longer signed in here.',
    next: 'Nothing has changed. Sign in to continue.',
  },
  checkEmail: {
    title: 'Check your email',
    lead: (minutes: number) =>
      `If there’s an account for that address, we’ve sent a link. It works once, for ${minutes} minutes.`,
    steps: (subject: string): readonly string[] => [
      `Open the message “${subject}”.`,
      'Open its link in this browser and press the button on the page that opens.',
      'If you read mail on another device, type the code from the message below.',
    ],
    code: 'Code from the email',
    codeHint: 'Six digits. It works only in this browser.',
    codeError: 'That code is wrong or has expired. Check the newest email, or open its link in this browser.',
    useCode: 'Sign in',
    signingIn: 'Signing in…',
    nothingCame: <Part>(link: (text: string) => Part): readonly (string | Part)[] => [
      'Didn’t get it? Check your spam folder, then ',
      link('ask for another link'),
      '.',
    ],
  },
  link: {
    title: 'Confirm your sign-in',
    heading: 'Sign in',
    lead: <Part>(address: Part): readonly (string | Part)[] => ['You’re about to sign in as ', address, '.'],
    confirm: (address: string) => `Sign in as ${address}`,
    signingIn: 'Signing in…',
    notYou: (minutes: number) => `Not you? Close this page. The link stops working after ${minutes} minutes.`,
  },
  signedOut: {
    pageTitle: 'Signed out',
    title: 'You’re signed out',
    leads: signedOutLeads,
    again: 'Sign in again',
  },
  problemTitle: 'Sign-in problem',
  noWay: {
    title: 'Nobody can sign in here yet',
    text: 'Sign-in isn’t set up for this page. The README tells the administrator how to do it.',
  },
  redirect: 'You’ll sign in there and come back here.',
  demo: {
    title: 'Demo people',
    text: 'Only for development: one click, no password. This doesn’t exist in production.',
    signIn: 'Sign in',
    signInAs: (name: string) => ` as ${name}`,
    signingIn: 'Signing in…',
  },
};

/** The pages of a sign-in, of both audiences. */
export const signInMessages = inLanguage({ en });
