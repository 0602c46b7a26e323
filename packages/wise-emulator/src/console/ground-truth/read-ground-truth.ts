import type { Fact } from './facts';

export type { Fact } from './facts';

/** Everything that is true at the emulator, read over its own door. */
export async function readGroundTruth(url: string): Promise<Fact[]> {
  const response = await fetch(`${url}/__emulator/ground-truth.ndjson`);
  if (!response.ok) throw new Error(`The ground truth answers ${response.status}.`);
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Fact);
}

/** Only the facts of one kind. */
export function factsOfKind<Kind extends Fact['fact']>(facts: readonly Fact[], kind: Kind) {
  const isMeant = (fact: Fact): fact is Extract<Fact, { fact: Kind }> => fact.fact === kind;
  return facts.filter(isMeant);
}
