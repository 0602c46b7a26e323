import type { NoticeKind } from '#lib/contract/notifications';
import type { Audience } from '#lib/contract/people';
import { inLanguage } from './language';

type Notice = {
  subject: string;
  /** Before the profile and the time. */
  text: string;
  /** After them: what to know or do. */
  next: readonly string[];
  /** When to write to us; the address follows. */
  contact: string;
  /** Where the address below leads, if not to the customer's connections. */
  leadsTo?: 'connect';
};

const NOT_YOU = 'If this wasn’t you, contact us';
const ON_RECORD = 'The receipt is in your connections too.';

const notices: Record<NoticeKind, (partner: string) => Notice> = {
  connected: (partner) => ({
    subject: `Your Wise account is connected to ${partner}`,
    text: `${partner} can now act on this Wise profile for you, as you agreed at Wise:`,
    next: [],
    contact: 'If this wasn’t you, sign in, disconnect, and contact us',
  }),
  reconnected: (partner) => ({
    subject: `Your Wise account is connected to ${partner} again`,
    text: `${partner} can act on this Wise profile for you again, as you agreed at Wise:`,
    next: [],
    contact: 'If this wasn’t you, sign in, disconnect, and contact us',
  }),
  disconnected: (partner) => ({
    subject: `A Wise profile was disconnected from ${partner}`,
    text: `This Wise profile was disconnected from ${partner}:`,
    next: [ON_RECORD],
    contact: NOT_YOU,
  }),
  receipt: (partner) => ({
    subject: `Your receipt: a Wise profile was disconnected from ${partner}`,
    text: `This Wise profile was disconnected from ${partner}. Now we know how it went at Wise:`,
    next: [ON_RECORD],
    contact: NOT_YOU,
  }),
  replaced: (partner) => ({
    subject: `Your connection between Wise and ${partner} was replaced`,
    text: `This Wise profile was connected again from another account with ${partner}, which disconnected yours:`,
    next: ['To connect again, sign in.'],
    contact: 'If this wasn’t you, check at Wise which apps have access, and contact us',
  }),
  needs_reconnect: (partner) => ({
    subject: `Reconnect Wise to keep using ${partner}`,
    text: `Wise no longer accepts the access you gave ${partner} to this profile:`,
    next: [
      'If you removed it at Wise, you don’t need to do anything. To keep using it, sign in and reconnect.',
    ],
    contact: 'If you didn’t expect this, contact us',
  }),
  reconnect_link: (partner) => ({
    subject: `${partner} asks you to reconnect Wise`,
    text: `${partner} asks you to give access to this Wise profile again:`,
    next: [
      'You sign in first, as always. You then choose the profile at Wise, and decide there.',
      'If you don’t want to, you don’t need to do anything.',
    ],
    contact: 'If you have questions about this, contact us',
    leadsTo: 'connect',
  }),
  frozen: (partner) => ({
    subject: `${partner} has paused your connection to Wise`,
    text: `${partner} has paused this connection. It won’t be used while paused:`,
    next: ['You can still disconnect it at any time.'],
    contact: 'If you have questions about this, contact us',
  }),
  released: (partner) => ({
    subject: `Your connection between Wise and ${partner} is no longer paused`,
    text: `${partner} has ended the pause of this connection. It can be used again:`,
    next: [],
    contact: 'If you have questions about this, contact us',
  }),
  money_movement: (partner) => ({
    subject: `Wise has restricted a profile connected to ${partner}`,
    text: 'Less money can move in this profile than before, Wise tells us. The connection itself still works:',
    next: ['Sign in to see what Wise asks for. Only you and Wise can lift the restriction, at wise.com.'],
    contact: 'If you have questions about this, contact us',
  }),
  unused: (partner) => ({
    subject: `Do you still need your connection between Wise and ${partner}?`,
    text: `${partner} still has access to this Wise profile, and hasn’t used it for a long time:`,
    next: [
      'If you no longer need the connection, you can disconnect it. To keep it, you don’t need to do anything.',
    ],
    contact: 'If you have questions about this, contact us',
  }),
};

type StaffMailWords = { partner: string; href: string; address: string; by: string | null; role: string };

const staff = {
  invitation: {
    subject: (partner: string) => `You’re invited to ${partner} staff`,
    lines: ({ partner, href, address, by, role }: StaffMailWords) => [
      by === null
        ? `You’re invited to ${partner} staff, where customers’ connections to Wise are managed.`
        : `${by} invited you to ${partner} staff, where customers’ connections to Wise are managed.`,
      '',
      `Your role there: ${role}`,
      '',
      `Sign in with ${address}:`,
      '',
      href,
      '',
      'If you didn’t expect this, you don’t need to do anything. This message signs nobody in.',
    ],
  },
  review_due: {
    subject: (partner: string) => `Review who has access to ${partner} staff`,
    lines: ({ partner, href }: StaffMailWords) => [
      `It’s time to look at who has access to ${partner} staff, and with which role.`,
      'Confirm each person, or change their role or disable them:',
      '',
      href,
      '',
      'Every admin gets this message. We repeat it once a week until one of you has done it.',
    ],
  },
};

const placeOf = (audience: Audience, partner: string): string =>
  audience === 'staff' ? `${partner} staff` : partner;

const en = {
  notices,
  staff,
  /** The receipt of a consent: for what, which access, until when, and how to end it without this site. */
  consent: {
    purpose: (text: string) => `Why: ${text}`,
    access: (kinds: readonly string[]) =>
      kinds.length === 0 ? 'Access: what Wise showed you before you agreed.' : 'Access:',
    until: 'How long: until you disconnect it.',
    end: 'To end it, sign in at the address below and disconnect, or remove it in your Wise account under connected apps.',
    privacy: (href: string) => `Privacy policy: ${href}`,
  },
  sandbox: ' (sandbox, for tests)',
  receiptFollows: 'We’ll email you the receipt when Wise has answered.',
  seeConnections: (href: string) => `See your connections: ${href}`,
  reconnectAt: (href: string) => `Reconnect here: ${href}`,
  contact: (text: string, href: string | undefined) => (href === undefined ? `${text}.` : `${text}: ${href}`),
  signInLink: {
    subject: (audience: Audience, partner: string) => `Your sign-in link for ${placeOf(audience, partner)}`,
    lines: (link: {
      href: string;
      code: string | undefined;
      audience: Audience;
      partner: string;
      minutes: number;
    }) => [
      `Someone asked to sign in to ${placeOf(link.audience, link.partner)} with this address.`,
      '',
      'If it was you, open this link in the browser where you asked:',
      '',
      link.href,
      '',
      ...(link.code === undefined
        ? []
        : [
            `Reading this on another device? Type this code in the browser where you asked: ${link.code}`,
            'Never tell it to anybody, and type it nowhere else.',
            '',
          ]),
      `It works once, for ${link.minutes} minutes, and only in that browser.`,
      '',
      'If it wasn’t you, you don’t need to do anything. The link is of no use without that browser.',
    ],
  },
};

/** Every message we send. */
export const mailMessages = inLanguage({ en });
