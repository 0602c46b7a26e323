import type { ScaOperation } from '#lib/contract/sca';
import type { ScaCall } from './call-digest';

export type CallDescription = { operation: ScaOperation; method: string; pathTemplate: string };

/** Wise's protected operations (docs/wise.md 11), by path template without version: only these have words of their own. */
const OPERATIONS: readonly (readonly [method: string, template: RegExp, operation: ScaOperation])[] = [
  ['GET', /^\/profiles\/\{id\}\/balance-statements\/\{id\}\/statement\.[a-z0-9]+$/, 'statement'],
  ['POST', /^\/profiles\/\{id\}\/transfers\/\{id\}\/payments$/, 'fund_transfer'],
  ['POST', /^\/profiles\/\{id\}\/batch-payments\/\{id\}\/payments$/, 'fund_batch'],
  ['POST', /^\/profiles\/\{id\}\/batch-groups\/\{id\}\/payment-initiations$/, 'fund_batch'],
  ['POST', /^\/spend\/profiles\/\{id\}\/3dsecure\/challenge-result$/, 'card_payment'],
  ['POST', /^\/twcard-data\/v\d+\/sensitive-card-data\/(details|pin)$/, 'card_details'],
];

const VERSION = /^\/(v\d+|\d{4}Q[1-4])(?=\/)/;
const LONGEST = 200;

/**
 * What can be said of a call without looking into its body: which protected operation it is, and its path without ids
 * and without query, for staff. Nobody is told an amount: we do not know it.
 */
export function describeCall({ method, path }: ScaCall): CallDescription {
  const upper = method.toUpperCase();
  const pathTemplate = templateOf(path);
  const bare = pathTemplate.replace(VERSION, '');
  const known = OPERATIONS.find(([verb, template]) => verb === upper && template.test(bare));
  return { operation: known?.[2] ?? 'other', method: upper, pathTemplate };
}

/** Every segment that is not a plain word stands as `{id}`: what somebody put into a path is shown nowhere. */
function templateOf(path: string): string {
  const [pathname = ''] = path.split('?', 1);
  const segments = pathname.split('/').map((segment) => (isWord(segment) ? segment : '{id}'));
  return segments.join('/').slice(0, LONGEST);
}

function isWord(segment: string): boolean {
  return segment === '' || /^(v\d+|\d{4}Q[1-4]|3dsecure|[a-z]+(-[a-z]+)*(\.[a-z0-9]{1,5})?)$/.test(segment);
}
