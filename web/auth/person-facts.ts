import * as z from 'zod';
import { type ExpectedFacts, expectedFactsSchema } from '#lib/contract/matching';
import type { SignInAttempt } from './attempt';

const text = z.string().optional().catch(undefined);

/** Of userinfo, where the ID token has no more than the address. Without an answer there is less to compare, and still a sign-in. */
export async function factsOfUserinfo(
  ask: () => Promise<Record<string, unknown>>,
  subject: string,
): Promise<Record<string, unknown>> {
  try {
    const { sub, birthdate, given_name, family_name, name } = await ask();
    return sub === subject ? { birthdate, given_name, family_name, name } : {};
  } catch {
    return {};
  }
}

const claimsSchema = z.object({
  // YYYY-MM-DD; a provider may leave the year out as 0000, or give it alone (OpenID Connect Core §5.1)
  birthdate: z.iso
    .date()
    .refine((day) => !day.startsWith('0000'))
    .optional()
    .catch(undefined),
  given_name: text,
  family_name: text,
  name: text,
});

/** Whether anything is compared with what this sign-in says of the person. */
export const wantsFacts = ({ audience, env }: Pick<SignInAttempt, 'audience' | 'env'>): boolean =>
  audience === 'customer' && env.MATCH_POLICY !== 'off';

/**
 * What the standard claims say of a person that a Wise profile says too. The date of birth alone where there is one: it is exact,
 * while names are what people call themselves there (decision 094).
 */
export function readPersonFacts(raw: unknown): ExpectedFacts | undefined {
  const { birthdate, given_name, family_name, name } = claimsSchema.safeParse(raw).data ?? {};
  if (birthdate !== undefined) return { date_of_birth: birthdate };
  const full = given_name !== undefined && family_name !== undefined ? `${given_name} ${family_name}` : name;
  const legal = expectedFactsSchema.shape.name.safeParse(full).data;
  return legal === undefined ? undefined : { name: legal };
}
