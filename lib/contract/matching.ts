import * as z from 'zod';
import { isStorable } from '#lib/text/storable';

// Whether a Wise profile is that of the customer who signed in (decision 094). Descriptions are for the partner's developers.

/** `unknown`: there was nothing that both sides have. */
export const MATCH_VERDICTS = ['match', 'mismatch', 'unknown'] as const;
export type MatchVerdict = (typeof MATCH_VERDICTS)[number];

/** What is compared: the first two of a personal profile, the last of a business one. */
export const MATCH_FACTS = ['date_of_birth', 'name', 'business_name'] as const;
export type MatchFact = (typeof MATCH_FACTS)[number];

/** What is kept of a comparison. Its facts: those that differ, or those that are alike; none where it is unknown. */
export type Match = { verdict: MatchVerdict; facts: readonly MatchFact[] };

const name = z.string().trim().min(1).max(200).refine(isStorable);

/** What is known of the customer, to compare the profile with. Personal: it is kept sealed, and erased when the attempt ends. */
export const expectedFactsSchema = z.strictObject({
  date_of_birth: z.iso.date().describe('Of the person: compared with a personal profile.').optional(),
  name: name.describe('The person’s full legal name: compared with a personal profile.').optional(),
  business_name: name.describe('The registered name: compared with a business profile.').optional(),
});
export type ExpectedFacts = z.output<typeof expectedFactsSchema>;

/** The same in the partner API. */
export const matchSchema = z
  .object({
    verdict: z.enum(MATCH_VERDICTS).describe('unknown: there was nothing that both sides have.'),
    facts: z
      .array(z.enum(MATCH_FACTS))
      .describe('By what: those that differ, or, of a match, those that are alike. Never their values.'),
  })
  .nullable()
  .describe(
    'Whether the profile is the customer’s own, by what you or your sign-in said of them (setting MATCH_POLICY). Null: not ' +
      'compared.',
  );

/** The columns of a connection that hold its verdict, as they are read. */
export type MatchColumns = { matchVerdict: string | null; matchFacts: readonly string[] };

/** What the columns say; null where nothing was compared. */
export function readMatch({ matchVerdict, matchFacts }: MatchColumns): Match | null {
  const verdict = MATCH_VERDICTS.find((each) => each === matchVerdict);
  if (verdict === undefined) return null;
  return { verdict, facts: MATCH_FACTS.filter((fact) => matchFacts.includes(fact)) };
}
