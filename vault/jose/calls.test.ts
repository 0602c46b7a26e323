import { expect, it } from 'vitest';
import { ruleFor } from './calls';

it('the rule with the longest prefix counts, by whole segments', () => {
  const rules = [
    { prefix: '/v3', mode: 'accept', method: 'jws' },
    { prefix: '/v3/profiles', mode: 'require', method: 'jws+jwe' },
    { prefix: '/v3/profiles/off', mode: 'off', method: 'jws' },
  ] as const;
  const modeOf = (path: string) => ruleFor(rules, path)?.mode;
  expect(modeOf('/v3/profiles/1/quotes?x=/v3/profiles/off')).toBe('require');
  expect(modeOf('/v3/profilesX')).toBe('accept');
  expect(modeOf('/v3/profiles/off/1')).toBe('off');
  expect(modeOf('/v33')).toBeUndefined();
  expect(ruleFor([{ prefix: '/', mode: 'require', method: 'jws' }], '/v1/me')?.mode).toBe('require');
});
