import { inLanguage } from '../language';

const en = {
  checked: { title: 'Checked', text: 'Wise confirmed this connection just now.' },
  recent: {
    title: 'Checked a moment ago',
    text: 'It’s too soon to check again. The last result is shown below.',
  },
  unreachable: {
    title: 'We couldn’t reach Wise',
    text: 'Nothing has changed. Please check again in a few minutes.',
  },
  'check-failed': {
    title: 'We couldn’t check',
    text: 'This is on our side, and nothing has changed. Please try again in a moment.',
  },
  'verification-sent': {
    title: 'You’re back from Wise',
    text: 'Wise tells us when it has checked what you sent. Until then this page may still say that it waits for you.',
  },
  'verification-unfinished': {
    title: 'Not finished at Wise',
    text: 'You left before everything was sent. You can open Wise’s page again.',
  },
  'verification-none': {
    title: 'Wise has no page for this now',
    text: 'Sign in at Wise to see what it needs.',
  },
  'verification-unavailable': {
    title: 'We couldn’t open Wise’s page',
    text: 'Nothing has changed. Please try again in a few minutes, or sign in at Wise.',
  },
  'disconnect-failed': {
    title: 'Not disconnected yet',
    text: 'Something on our side didn’t answer in time. Please try again in a moment.',
  },
};

/** What a form of the connection's page came to. */
export const customerFlashMessages = inLanguage({ en });
