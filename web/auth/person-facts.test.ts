import { describe, expect, it } from 'vitest';
import { readPersonFacts } from './person-facts';

describe('what an OpenID provider says of a person that Wise says too', () => {
  it.each([
    [{ birthdate: '1985-12-10' }, { date_of_birth: '1985-12-10' }],
    // the name is left out where it is not needed
    [{ birthdate: '1985-12-10', name: 'Ada Lovelace' }, { date_of_birth: '1985-12-10' }],
    [{ given_name: 'Ada', family_name: 'Lovelace', name: 'Countess' }, { name: 'Ada Lovelace' }],
    [{ given_name: 'Ada', name: 'Ada Lovelace' }, { name: 'Ada Lovelace' }],
    // a year that is left out, a year alone, no day at all (OpenID Connect Core §5.1)
    [{ birthdate: '0000-12-10', name: 'Ada Lovelace' }, { name: 'Ada Lovelace' }],
    [{ birthdate: '1985' }, undefined],
    [{ birthdate: '1985-02-30' }, undefined],
    [{ birthdate: 19851210, name: ['Ada'] }, undefined],
    [{ name: 'a\u0000b' }, undefined],
    [{ name: ' ' }, undefined],
    [{ preferred_username: 'ada' }, undefined],
    ['nothing', undefined],
  ])('%j: %j', (claims, facts) => {
    expect(readPersonFacts(claims)).toEqual(facts);
  });
});
