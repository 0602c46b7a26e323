import { inLanguage, LOCALE } from '../language';

const number = new Intl.NumberFormat(LOCALE);
const times = (count: number) =>
  count === 1 ? 'Once' : count === 2 ? 'Twice' : `${number.format(count)}\u00a0times`;

const en = {
  title: (partner: string) => `When ${partner} used this connection`,
  notYet: 'Not used yet.',
  never: 'Never used.',
  notLately: (days: number) => `Not used in the last ${days} days.`,
  last: <Part>(at: Part): readonly (string | Part)[] => ['Last used ', at, '. '],
  count: (count: number, days: number) => `${times(count)} in the last ${days} days.`,
  /** Of a connection that is over. */
  meant: (partner: string) =>
    `We counted each time ${partner} got access to this Wise profile through this connection. What was done with it is in your Wise account.`,
  means: (partner: string) =>
    `We count each time ${partner} gets access to this Wise profile through this connection. What was done with it is in your Wise account.`,
  byDay: 'See each day',
  caption: 'Uses by day, in UTC',
  columns: { day: 'Day', times: 'Times', first: 'First', last: 'Last' },
  utc: 'Days and times are in UTC.',
  number: (count: number) => number.format(count),
  /** On the list of connections. */
  card: {
    last: <Part>(partner: string, at: Part): readonly (string | Part)[] => [`Last used by ${partner} `, at],
    notYet: (partner: string) => `Not used by ${partner} yet`,
    notLately: (partner: string, days: number) => `Not used by ${partner} in the last ${days} days`,
  },
};

/** Who used a connection, and when, for its customer. */
export const useMessages = inLanguage({ en });
