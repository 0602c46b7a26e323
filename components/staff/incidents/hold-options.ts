import type { HoldScope } from '#lib/contract/holds';
import type { HoldableKey } from '#web/holds/holds';
import { holdName } from './hold-name.ts';

/** What can be held, the widest first: in doubt, more is stopped. */
export function holdOptions(keys: readonly HoldableKey[]) {
  const option = (scope: HoldScope, value: string | null, keyName: string | null = null) => ({
    word: value === null ? scope : `${scope}:${value}`,
    name: holdName({ scope, value, keyName }),
  });
  return [
    option('everything', null),
    option('environment', 'production'),
    option('environment', 'sandbox'),
    ...keys.map(({ scope, value, name }) => option(scope, value, name)),
  ];
}
