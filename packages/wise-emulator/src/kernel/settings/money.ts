import * as z from 'zod';
import { setting } from './setting';

const A_DAY = 86_400;

/**
 * Money: `recorded` is what Wise's sandbox answered in July 2026, `documented` what its OpenAPI document says. The
 * two differ, and a client has to live with both.
 */
export const moneySettings = {
  /** The answer to `POST /v1/accounts`: the deprecated shape of a recipient (recorded), or the one of `/v2/accounts`. */
  newRecipientAnswer: setting({
    description: 'A new recipient is answered as',
    default: 'recorded',
    schema: z.enum(['recorded', 'documented']),
    choices: { recorded: 'recorded: the older shape', documented: 'documented: the shape of v2' },
  }),
  /** 201 with `balanceTransactionId` and the headers of an approval (recorded), or 200 with `errorCode`. */
  fundingAnswer: setting({
    description: 'Funding is answered as',
    default: 'recorded',
    schema: z.enum(['recorded', 'documented']),
    choices: { recorded: 'recorded: 201 with a transaction', documented: 'documented: 200' },
  }),
  /** `2026-07-31 08:44:02` (recorded), or ISO 8601. */
  transferTimes: setting({
    description: 'Times of transfers are written as',
    default: 'recorded',
    schema: z.enum(['recorded', 'documented']),
    choices: { recorded: 'recorded: 2026-07-31 08:44:02', documented: 'documented: ISO 8601' },
  }),
  /** How long a funded transfer stays `incoming_payment_waiting`; 0: not at all. By this machine's clock. */
  fundedTransferWaitSeconds: setting({
    description: 'Seconds that a funded transfer waits before it moves',
    default: 0,
    schema: z.number().min(0).max(A_DAY),
  }),
  /** Times in queries are UTC. With an offset they are refused (recorded), or taken, as RFC 3339 has them. */
  queryTimeOffsets: setting({
    description: 'Times with an offset, in a query, are',
    default: 'refused',
    schema: z.enum(['refused', 'taken']),
  }),
};
