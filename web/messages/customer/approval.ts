import type { ScaOperation } from '#lib/contract/sca';
import { inLanguage } from '../language';

/** What the partner asks Wise to do: what we can know, and no amount. */
const operations: Record<ScaOperation, string> = {
  statement: 'read a balance statement',
  fund_transfer: 'pay for a transfer',
  fund_batch: 'pay for a batch of transfers',
  card_payment: 'confirm a card payment',
  card_details: 'see card details',
  session: 'act for you for a few minutes',
  other: 'do something that Wise protects',
};

type Text = { title: string; text: readonly string[] };

const en = {
  title: 'Approve at Wise',
  operations,
  asks: <Part>(partner: string, operation: ScaOperation, profile: Part): readonly (string | Part)[] => [
    `${partner} asks Wise to ${operations[operation]} for `,
    profile,
    '. Wise wants you to approve it first.',
  ],
  details:
    'Wise shows you the details. Approve only what you expect. If you don’t expect this, don’t approve it.',
  deadline: <Part>(at: Part): readonly (string | Part)[] => ['Approve by ', at, '.'],
  opens: (host: string) =>
    `Wise opens in a new window at ${host}. Keep this page open, and come back to it when you’ve approved.`,
  go: 'Continue to Wise',
  going: 'Wise is open in another window',
  check: 'I’ve approved it',
  /** The page between ours and Wise's. */
  redirect: (partner: string) => `There you approve or refuse what ${partner} asked for.`,
  waiting:
    'Wise hasn’t confirmed this yet. This page updates by itself. If you closed Wise’s window, open it again.',
  /** What Wise's window said, or that it is gone. It changes nothing: Wise itself is asked. */
  said: {
    failed: {
      title: 'Wise didn’t approve this',
      text: 'Nothing happened. You can try again. After several wrong codes Wise blocks approvals for 15 minutes.',
    },
    closed: {
      title: 'Wise’s window was closed',
      text: 'Nothing was approved so far. Open it again to approve, or leave this page if you don’t want to.',
    },
  },
  states: {
    approved: (partner: string): Text => ({
      title: 'Approved',
      text: [`Wise confirmed your approval. ${partner} can now finish this. You can close this page.`],
    }),
    used: (partner: string): Text => ({
      title: 'Approved and used',
      text: [
        `${partner} used your approval. It worked once and can’t be used again. You can close this page.`,
      ],
    }),
    expired: (partner: string): Text => ({
      title: 'This approval expired',
      text: [
        `It wasn’t approved in time, and nothing happened. To try again, start once more at ${partner}.`,
      ],
    }),
  },
  locked: {
    title: 'Wise blocked approvals for now',
    text: <Part>(until: Part): readonly (string | Part)[] => [
      'There were too many wrong attempts. Nothing happened. Try again after ',
      until,
      '.',
    ],
  },
  /** On the dashboard. */
  needed: {
    title: 'Approval needed',
    link: 'Review and approve',
  },
};

/** The page where a customer goes to Wise to approve something, and comes back from it. */
export const approvalMessages = inLanguage({ en });
