import type { CustomerConnection } from './customer-views';

/** A sentence with instants in it, which the page writes as `<time>`. */
export type Sentence = readonly (string | Date)[];

/** How a word is meant; the look of each is the design system's. */
export type Tone = 'good' | 'warn' | 'info' | 'neutral';

export type HealthWords = { tone: Tone; label: string; text: Sentence };

type Health = Pick<
  CustomerConnection,
  'status' | 'reason' | 'isFrozen' | 'lastCheck' | 'lastCheckedAt' | 'disconnectedAt'
>;

/** How a connection is, in words for its owner. Says no more than Wise does (design 2). */
export function healthWords(connection: Health, partnerName: string): HealthWords {
  if (connection.status === 'disconnected') return disconnectedWords(connection, partnerName);
  if (connection.isFrozen) {
    return {
      tone: 'warn',
      label: 'Paused',
      text: [`${partnerName} has paused this connection. While it is paused nothing is used.`],
    };
  }
  return connection.status === 'active' ? activeWords(connection) : lostWords(connection);
}

function activeWords({ lastCheck, lastCheckedAt }: Health): HealthWords {
  const working = { tone: 'good', label: 'Connected' } as const;
  if (lastCheckedAt === null || lastCheck === null) {
    return { ...working, text: ['It has not been checked since you connected it.'] };
  }
  if (lastCheck === 'healthy')
    return { ...working, text: ['It worked when we last checked, ', lastCheckedAt, '.'] };
  return {
    ...working,
    text: [
      'When we last checked, ',
      lastCheckedAt,
      ', we got no usable answer from Wise. We keep trying; you need do nothing.',
    ],
  };
}

const LOST: Partial<Record<NonNullable<Health['reason']>, string>> = {
  lost_at_wise:
    'Wise no longer accepts this connection. You may have removed it at Wise or changed your details there; Wise does not tell us which.',
  replaced:
    'The same Wise profile was connected again under another sign-in. Only one connection can live. If that was not you or somebody you work with, check your Wise account.',
  user_deactivated: 'Wise tells us that the Wise account was deactivated.',
};

function lostWords({ reason }: Health): HealthWords {
  const why = LOST[reason ?? 'lost_at_wise'] ?? 'Wise no longer accepts this connection.';
  return {
    tone: 'warn',
    label: 'Needs reconnecting',
    text: [`${why} Reconnect to use it again.`],
  };
}

const ENDED_BY: Partial<Record<NonNullable<Health['reason']>, (partnerName: string) => string>> = {
  customer: () => 'You disconnected it',
  staff: (partnerName) => `${partnerName} disconnected it`,
  incident: (partnerName) => `${partnerName} disconnected it for safety`,
  erasure: (partnerName) => `${partnerName} disconnected it when your data was erased`,
};

function disconnectedWords({ reason, disconnectedAt }: Health, partnerName: string): HealthWords {
  const who = ENDED_BY[reason ?? 'customer']?.(partnerName) ?? 'It was disconnected';
  return {
    tone: 'neutral',
    label: 'Disconnected',
    text: disconnectedAt === null ? [`${who}.`] : [`${who} on `, disconnectedAt, '.'],
  };
}
