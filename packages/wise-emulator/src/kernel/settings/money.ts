import { z } from 'zod';

const A_DAY = 86_400;

/**
 * Money: `recorded` is what Wise's sandbox answered in July 2026, `documented` what its OpenAPI document says. The
 * two differ, and a client has to live with both.
 */
export const moneySettings = {
  /** The answer to `POST /v1/accounts`: the deprecated shape of a recipient (recorded), or the one of `/v2/accounts`. */
  newRecipientAnswer: z.enum(['recorded', 'documented']),
  /** 201 with `balanceTransactionId` and the headers of an approval (recorded), or 200 with `errorCode`. */
  fundingAnswer: z.enum(['recorded', 'documented']),
  /** `2026-07-31 08:44:02` (recorded), or ISO 8601. */
  transferTimes: z.enum(['recorded', 'documented']),
  /** How long a funded transfer stays `incoming_payment_waiting`; 0: not at all. By this machine's clock. */
  fundedTransferWaitSeconds: z.number().min(0).max(A_DAY),
  /** Times in queries are UTC. With an offset they are refused (recorded), or taken, as RFC 3339 has them. */
  queryTimeOffsets: z.enum(['refused', 'taken']),
};

export const DEFAULT_MONEY_SETTINGS = {
  newRecipientAnswer: 'recorded',
  fundingAnswer: 'recorded',
  transferTimes: 'recorded',
  fundedTransferWaitSeconds: 0,
  queryTimeOffsets: 'refused',
} as const;

export const MONEY_LABELS = {
  newRecipientAnswer: 'A new recipient is answered as',
  fundingAnswer: 'Funding is answered as',
  transferTimes: 'Times of transfers are written as',
  fundedTransferWaitSeconds: 'Seconds that a funded transfer waits before it moves',
  queryTimeOffsets: 'Times with an offset, in a query, are',
} satisfies Record<keyof typeof moneySettings, string>;

export const MONEY_CHOICES = {
  newRecipientAnswer: { recorded: 'recorded: the older shape', documented: 'documented: the shape of v2' },
  fundingAnswer: { recorded: 'recorded: 201 with a transaction', documented: 'documented: 200' },
  transferTimes: { recorded: 'recorded: 2026-07-31 08:44:02', documented: 'documented: ISO 8601' },
};
