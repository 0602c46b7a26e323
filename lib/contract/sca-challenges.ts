import { z } from 'zod';
import { SCA_OPERATIONS, SCA_STATES } from './sca';

const instant = z.iso.datetime();

/** An approval at Wise as the partner's back end sees it: the one-time token stays in the vault. */
export const scaChallengeSchema = z.object({
  id: z.uuid(),
  connection_id: z.uuid(),
  state: z
    .enum(SCA_STATES)
    .describe('approved: repeat the same call with it. locked: Wise blocks the user for some minutes.'),
  operation: z.enum(SCA_OPERATIONS).describe('What the call is, where we know it.'),
  factors_left: z
    .array(z.array(z.string()))
    .describe('What Wise still wants; of each entry any one will do. Empty before Wise was first asked.'),
  approval_url: z.url().describe('Where the connection’s owner approves it: our page, for them alone.'),
  created_at: instant,
  expires_at: instant,
});
export type PartnerScaChallenge = z.output<typeof scaChallengeSchema>;
