import * as z from 'zod';
import { queryTime } from '#emulator/kernel/http/query-time';
import type { Amount } from '#emulator/kernel/store/money/amount';
import type { Balance, Entry } from '#emulator/kernel/store/money/balance-book';
import { wireWord } from '../money/wire-schemas';

const DAY_MS = 86_400_000;
/** openapi.yml, balanceStatementGet. */
const MAX_DAYS = 469;

/** The query of a statement. */
export const statementQuery = (offsets: 'refused' | 'taken') =>
  z
    .object({
      currency: z.string(),
      intervalStart: queryTime(offsets),
      intervalEnd: queryTime(offsets),
      type: wireWord(['COMPACT', 'FLAT']).default('COMPACT'),
      statementLocale: z
        .string()
        .regex(/^[a-z]{2}$/i)
        .optional(),
    })
    .refine(({ intervalStart, intervalEnd }) => intervalStart <= intervalEnd, {
      path: ['intervalEnd'],
      error: 'must not be before intervalStart',
    })
    .refine(({ intervalStart, intervalEnd }) => intervalEnd - intervalStart <= MAX_DAYS * DAY_MS, {
      path: ['intervalEnd'],
      error: `must not be more than ${MAX_DAYS} days after intervalStart`,
    });

export type StatementQuery = z.output<ReturnType<typeof statementQuery>>;

/** Newest first. FLAT: fees on lines of their own. */
export function linesOf({ entries }: Balance, { intervalStart, intervalEnd, type }: StatementQuery): Entry[] {
  const found = entries.filter(({ at }) => intervalStart <= at && at <= intervalEnd).toReversed();
  return type === 'COMPACT' ? found : found.flatMap(apart);
}

/** What was in it at that time. */
export function closingAmount({ entries, currency }: Balance, { intervalEnd }: StatementQuery): Amount {
  const last = entries.findLast(({ at }) => at <= intervalEnd);
  return last?.after ?? { units: 0n, currency };
}

function apart(entry: Entry): Entry[] {
  const { amount, fee, after } = entry;
  if (fee.units === 0n) return [entry];
  const { currency } = amount;
  const none = { units: 0n, currency };
  const feeLine: Entry = {
    ...entry,
    amount: { units: -fee.units, currency },
    fee: none,
    reference: `FEE-${entry.reference}`,
    details: { type: entry.details.type, description: `Wise Charges for: ${entry.reference}` },
  };
  const mainLine: Entry = {
    ...entry,
    amount: { units: amount.units + fee.units, currency },
    fee: none,
    after: { units: after.units + fee.units, currency },
  };
  return [feeLine, mainLine];
}
