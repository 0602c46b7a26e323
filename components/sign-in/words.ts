import type { SignInProblem } from '#web/auth/problems';

type Words = { title: string; text: string; next: string };

/** The limits that the words name. */
type SignInMinutes = { handshake: number; link: number };

/** What a sign-in that did not happen says, and what to do next. */
export const problemWords = (minutes: SignInMinutes): Record<SignInProblem, Words> => ({
  denied: {
    title: 'You did not sign in',
    text: 'The sign-in was cancelled. Nothing has changed.',
    next: 'Sign in',
  },
  expired: {
    title: 'That took too long, or began elsewhere',
    text: `A sign-in has to end in the browser where it began, within ${minutes.handshake} minutes.`,
    next: 'Start again',
  },
  not_added: {
    title: 'You have no access here yet',
    text: 'You are who you say you are, but nobody has added you to the team on this site. Ask an administrator to add you under your work e-mail address, then sign in again.',
    next: 'Try again',
  },
  other_account: {
    title: 'Your access belongs to another account',
    text: 'You were added here, and your access was tied to another account of yours when you first signed in. If that account is gone, or the team has moved to another sign-in service, ask an administrator to tie your access to this one.',
    next: 'Try again',
  },
  no_email: {
    title: 'Your e-mail address is missing',
    text: 'The service you signed in with did not tell us a usable e-mail address. Add one there, or ask the people who run it, then sign in again.',
    next: 'Try again',
  },
  unverified_email: {
    title: 'Your e-mail address is not confirmed',
    text: 'The service you signed in with has not confirmed your e-mail address. Confirm it there, then sign in again.',
    next: 'Try again',
  },
  link: {
    title: 'This link does not work here',
    text: `A link signs you in once, within ${minutes.link} minutes, and only in the browser where you asked for it. Ask for a new one in this browser.`,
    next: 'Get a new link',
  },
  not_fresh: {
    title: 'We need a fresh sign-in',
    text: 'The service you sign in with did not confirm that you proved who you are just now. Sign out there, then try again. If it stays like this, tell the people who run this site.',
    next: 'Try again',
  },
  provider: {
    title: 'We cannot reach the sign-in service',
    text: 'This is not your fault. Please try again in a few minutes.',
    next: 'Try again',
  },
  mail: {
    title: 'We can’t send email right now',
    text: 'Our mail server isn’t taking messages. Nothing is wrong with your address. Try again in a few minutes. If a message still arrives, its link works.',
    next: 'Try again',
  },
  failed: {
    title: 'The sign-in did not work',
    text: 'Something in the answer of the sign-in service was not as it should be, so we did not use it. Please try again.',
    next: 'Try again',
  },
});
