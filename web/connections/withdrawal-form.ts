import 'server-only';
import { WITHDRAWAL_CHANNELS, type Withdrawal, withdrawalSchema } from '#lib/contract/withdrawals';
import { dayOf, startOfDay } from './snooze-days';

/** What was wrong with the form: one of its fields, in one way. */
export const WITHDRAWAL_PROBLEMS = ['channel', 'day', 'future', 'before', 'reference'] as const;
export type WithdrawalProblem = (typeof WITHDRAWAL_PROBLEMS)[number];

/** The days on which a withdrawal can have arrived, in the time zone of the staff's pages. */
export function withdrawalDays(
  createdAt: Date,
  timeZone: string,
  now: Date,
): { firstDay: string; lastDay: string } {
  return { firstDay: dayOf(createdAt, timeZone), lastDay: dayOf(now, timeZone) };
}

/** What was typed, empty where nothing was: a withdrawal, or what is wrong with it. */
export function readWithdrawal(
  typed: Record<keyof Withdrawal, string>,
  { firstDay, lastDay }: ReturnType<typeof withdrawalDays>,
): Withdrawal | WithdrawalProblem {
  const { channel, receivedOn, reference } = typed;
  if (!WITHDRAWAL_CHANNELS.some((each) => each === channel)) return 'channel';
  if (startOfDay(receivedOn, 'UTC') === undefined) return 'day';
  if (receivedOn > lastDay) return 'future';
  if (receivedOn < firstDay) return 'before';
  const read = withdrawalSchema.safeParse({ channel, receivedOn, reference });
  return read.success ? read.data : 'reference';
}
