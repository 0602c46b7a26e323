import type { CheckId, FindingOf } from '#lib/contract/readiness';

/** What was found, what mends it, and the command that does it or leads through it. */
export type FindingText = {
  says: string;
  act?: string;
  command?: (environment: string) => string;
};

/** A check or finding of the contract without its text does not compile. */
export type ChecksOf<Ids extends CheckId> = {
  readonly [Id in Ids]: { title: string; findings: Record<FindingOf<Id>, FindingText> };
};

export const tryAgain = 'Wise didn’t answer in time, so nothing is known. Measure again.';
export const set = (name: string) => `Set WISE_…_${name} in .env.vault, and restart the vault.`;
