import type { ExpectedFacts, Match, MatchFact } from '#lib/contract/matching';
import type { ProfileFacts } from '#vault/wise/outcomes';

/**
 * Compares what is known of the customer with the profile at Wise. What both have is compared, each exactly or not at all: one
 * fact that differs is a mismatch, and there is no "nearly" (decision 094).
 */
export function compareFacts(expected: ExpectedFacts, facts: ProfileFacts): Match {
  const compared =
    facts.type === 'personal' ? comparePerson(expected, facts) : compareBusiness(expected, facts);
  const differing = compared.filter(({ isAlike }) => !isAlike);
  const deciding = differing.length > 0 ? differing : compared;
  return {
    verdict: compared.length === 0 ? 'unknown' : differing.length > 0 ? 'mismatch' : 'match',
    facts: deciding.map(({ fact }) => fact),
  };
}

type Compared = { fact: MatchFact; isAlike: boolean };

function comparePerson(
  expected: ExpectedFacts,
  { dateOfBirth, names }: Extract<ProfileFacts, { type: 'personal' }>,
): Compared[] {
  const compared: Compared[] = [];
  if (expected.date_of_birth !== undefined && dateOfBirth !== null)
    compared.push({ fact: 'date_of_birth', isAlike: expected.date_of_birth === dateOfBirth });
  // which of a person's names comes first differs from country to country
  return [...compared, ...compareNames('name', expected.name, names, (words) => words.toSorted())];
}

/** In a company's name the order of the words belongs to it. */
const compareBusiness = (
  expected: ExpectedFacts,
  { names }: Extract<ProfileFacts, { type: 'business' }>,
): Compared[] => compareNames('business_name', expected.business_name, names, (words) => words);

function compareNames(
  fact: MatchFact,
  expected: string | undefined,
  names: readonly string[],
  inOrder: (words: readonly string[]) => readonly string[],
): Compared[] {
  const keyOf = (name: string) => inOrder(wordsOf(name)).join(' ');
  const key = keyOf(expected ?? '');
  const keys = names.map(keyOf).filter((each) => each !== '');
  return key === '' || keys.length === 0 ? [] : [{ fact, isAlike: keys.includes(key) }];
}

/**
 * The words of a name, without what its spelling in two registers may differ in: Unicode form, case, accents (the combining marks
 * of Latin, Greek and Cyrillic: those of other scripts tell letters apart), apostrophes, and which signs stand between the words.
 */
function wordsOf(name: string): string[] {
  const plain = name
    // before NFKC, which makes a space of some
    .replace(/['\u2019\u2018\u02BC`\u00B4\uFF07]/g, '')
    .normalize('NFKC')
    // up and down again: ß is SS then, and ı and İ are I
    .toUpperCase()
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');
  return plain.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
}
