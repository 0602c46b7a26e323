import type { AttemptState } from '#web/attempts/outcomes';
import { inLanguage } from '../language';

export type AttemptText = {
  title: string;
  /** Paragraphs, the first one what happened, the others what to know or do. */
  text: readonly string[];
};

/** The names and limits that the texts need. */
export type AttemptFacts = { partner: string; minutes: number };

const outcomes: Record<AttemptState, (facts: AttemptFacts) => AttemptText> = {
  connected: ({ partner }) => ({
    title: 'Wise is connected',
    text: [`This Wise profile is now connected to ${partner}. Is it the right one? If not, disconnect it.`],
  }),
  denied: ({ partner }) => ({
    title: 'You didn’t give access',
    text: [
      `At Wise you chose not to give access. Nothing was connected, and ${partner} received nothing.`,
      'You can connect any time.',
    ],
  }),
  wise_error: () => ({
    title: 'Wise couldn’t finish this',
    text: [
      'Wise showed an error and sent you back. Nothing was connected.',
      'Try again in a few minutes. If it keeps happening, ask Wise support whether your account can be connected to other services.',
    ],
  }),
  expired: ({ minutes }) => ({
    title: 'This approval expired',
    text: [
      `An approval at Wise works once, within ${minutes} minutes. This one was too old or already used. Nothing was connected.`,
      'Start again. It takes about two minutes.',
    ],
  }),
  not_yours: () => ({
    title: 'We couldn’t complete this here',
    text: [
      'You came back from Wise with an approval that wasn’t started in this browser with this sign-in, or that was used before. For safety we stopped it. Nothing was connected.',
      'If someone sent you a link to connect Wise, don’t use it. It could connect your Wise account to theirs. Start from your own connections page instead.',
    ],
  }),
  profile_mismatch: ({ partner }) => ({
    title: 'The Wise profile didn’t match',
    text: [
      `Wise didn’t confirm access to the profile you came back with. To be safe, nothing was connected, and ${partner} keeps nothing.`,
      'Start again and choose the profile at Wise once more.',
    ],
  }),
  no_profile: () => ({
    title: 'Your Wise account has no profile yet',
    text: [
      'You need a personal or business profile at Wise, and your account has none. Nothing was connected.',
      'Finish setting up your account at Wise, then start again.',
    ],
  }),
  // what differs stays unsaid: whoever holds somebody else's Wise account must not learn it here
  identity_mismatch: ({ partner }) => ({
    title: 'We couldn’t confirm that this Wise profile is yours',
    text: [
      `${partner} connects only Wise profiles of the customer who is signed in. The details of this profile don’t match the ones ${partner} has for you. Nothing was connected.`,
      `Is it another profile of yours that you want? Start again and choose that one. Is this the right one? Ask ${partner} which details it has for you, and check your details at Wise.`,
    ],
  }),
  identity_unknown: ({ partner }) => ({
    title: 'We couldn’t check that this Wise profile is yours',
    text: [
      `${partner} connects only Wise profiles of the customer who is signed in, and has no details of you that it could compare with this profile. Nothing was connected, and you did nothing wrong.`,
      `Trying again won’t help yet. Ask ${partner} for help.`,
    ],
  }),
  interrupted: ({ partner }) => ({
    title: 'This was interrupted',
    text: [
      'We didn’t get Wise’s answer in time. An approval works only once, so we can’t use this one again. Nothing was connected.',
      `Start again. Wise may already list ${partner} among your connected apps. A new approval replaces it.`,
    ],
  }),
  wise_unavailable: () => ({
    title: 'Wise isn’t available',
    text: [
      'We couldn’t reach Wise, or Wise didn’t respond properly. Nothing was connected.',
      'Please start again in a few minutes.',
    ],
  }),
  configuration_wrong: ({ partner }) => ({
    title: 'Something’s wrong on our side',
    text: [
      `${partner}’s link to Wise isn’t set up correctly. Nothing was connected, and you did nothing wrong.`,
      'Our team can see this problem on their pages. Please try again later, or ask us for help.',
    ],
  }),
  replaced: () => ({
    title: 'A newer connection took its place',
    text: [
      'The same Wise profile was connected again before this finished. A profile can only be connected once, so this one wasn’t kept.',
      'If you connected it again yourself, you don’t need to do anything. If you didn’t, check at Wise which apps are connected to your account.',
    ],
  }),
  pending: () => ({
    title: 'Finishing your connection',
    text: ['You’re back from Wise. We’re asking Wise to confirm. The result appears here by itself.'],
  }),
  held: ({ partner, minutes }) => ({
    title: 'Your approval is waiting',
    text: [
      `You gave access at Wise and did nothing wrong. Right now Wise isn’t accepting ${partner}’s own credentials, so we haven’t used your approval yet.`,
      'Nothing is lost. We keep trying, and finish connecting as soon as it works. The result appears here by itself. You can leave this page.',
      `An approval at Wise works for ${minutes} minutes. If that isn’t enough, this page will tell you, and you can start again.`,
    ],
  }),
  open: () => ({
    title: 'You haven’t finished connecting',
    text: [
      'We’re waiting for your approval at Wise. Continue in the Wise tab, or start again.',
      'Nothing was connected.',
    ],
  }),
};

const changedSince = ({ partner }: Pick<AttemptFacts, 'partner'>): AttemptText => ({
  title: 'This connection has changed',
  text: [`You connected the Wise profile below to ${partner}. It has changed since then.`],
});

const en = {
  outcomes,
  /** An attempt that connected Wise, looked at again after the connection was lost or ended. */
  changedSince,
  slow: 'This is taking longer than usual. You can leave this page. Once it’s connected, you’ll see it in your connections.',
  sandbox: 'Wise’s test environment. Nothing here is real.',
  signIn: 'Sign in',
  retry: 'Try again',
  disconnect: 'Disconnect',
  profile: 'The connected Wise profile',
  since: { disconnected: 'It’s been disconnected', needs_reconnect: 'It needs reconnecting' },
  seeSince: 'See what happened',
  reference: <Part>(reference: Part): readonly (string | Part)[] => [
    'Reference ',
    reference,
    '. Quote it if you ask for help.',
  ],
};

/** What became of an attempt to connect, for the customer. Never says anything about another person. */
export const attemptMessages = inLanguage({ en });
