import { holdName } from './hold-name.ts';

/** What the word of a hold's target (`everything`, `environment:sandbox`, …) stands for, as people read it. */
export function scopeName(word: string): string {
  const [given = '', ...rest] = word.split(':');
  const scope = (['everything', 'environment', 'api_key', 'ring_key'] as const).find(
    (each) => each === given,
  );
  if (scope === undefined) return word;
  return holdName({ scope, value: rest.length === 0 ? null : rest.join(':'), keyName: null });
}
