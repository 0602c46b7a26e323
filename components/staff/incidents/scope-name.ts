import { holdName } from './hold-name.ts';

const SCOPES = ['everything', 'environment', 'api_key', 'ring_key'] as const;

/** What kind of target the word of a hold's target (`everything`, `environment:sandbox`, …) names. */
export function scopeOf(word: string): (typeof SCOPES)[number] | undefined {
  const [given = ''] = word.split(':');
  return SCOPES.find((each) => each === given);
}

/** What that word stands for, as people read it. */
export function scopeName(word: string): string {
  const scope = scopeOf(word);
  if (scope === undefined) return word;
  const [, ...rest] = word.split(':');
  return holdName({ scope, value: rest.length === 0 ? null : rest.join(':'), keyName: null });
}
