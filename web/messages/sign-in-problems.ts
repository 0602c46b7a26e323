import type { SignInProblem } from '#web/auth/problems';
import { inLanguage } from './language';

type Problem = { title: string; text: string; next: string };

/** The limits that the texts name, in minutes. */
type Limits = { signIn: number; link: number };

const en = ({ signIn, link }: Limits): Record<SignInProblem, Problem> => ({
  denied: {
    title: 'You didn’t sign in',
    text: 'The sign-in was cancelled. Nothing has changed.',
    next: 'Sign in',
  },
  expired: {
    title: 'Your sign-in expired',
    text: `Sign in within ${signIn} minutes, and finish in the browser where you started.`,
    next: 'Start again',
  },
  not_added: {
    title: 'You’re signed in, but you don’t have access yet',
    text: 'Ask an administrator to add your work email address, then sign in again.',
    next: 'Try again',
  },
  other_account: {
    title: 'Your access belongs to another account',
    text: 'Your access was linked to another account of yours when you first signed in. If you no longer have that account, or your team has moved to another sign-in service, ask an administrator to link your access to this one.',
    next: 'Try again',
  },
  no_email: {
    title: 'Your email address is missing',
    text: 'The service you signed in with didn’t give us a usable email address. Add one there, or ask the people who run it. Then sign in again.',
    next: 'Try again',
  },
  unverified_email: {
    title: 'Your email address isn’t confirmed',
    text: 'The service you signed in with hasn’t confirmed your email address. Confirm it there, then sign in again.',
    next: 'Try again',
  },
  code: {
    title: 'This code doesn’t work here',
    text: `A code works once, within ${link} minutes, and only in the browser where you asked for it.`,
    next: 'Get a new code',
  },
  link: {
    title: 'This link doesn’t work here',
    text: `A link works once, within ${link} minutes, and only in the browser where you asked for it. Ask for a new one in this browser.`,
    next: 'Get a new link',
  },
  not_fresh: {
    title: 'Please sign in again',
    text: 'The service you sign in with didn’t confirm that you signed in there just now. Sign out there, then try again. If that doesn’t help, ask us for help.',
    next: 'Try again',
  },
  provider: {
    title: 'We can’t reach the sign-in service',
    text: 'This isn’t your fault. Please try again in a few minutes.',
    next: 'Try again',
  },
  mail: {
    title: 'We can’t send email right now',
    text: 'Our mail server isn’t taking messages. Nothing is wrong with your address. Try again in a few minutes. If a message still arrives, its link works.',
    next: 'Try again',
  },
  failed: {
    title: 'The sign-in didn’t work',
    text: 'The sign-in service’s answer wasn’t what it should be, so we didn’t use it. Please try again.',
    next: 'Try again',
  },
});

/** Why a sign-in did not happen, and what to do next. */
export const signInProblemMessages = inLanguage({ en });
