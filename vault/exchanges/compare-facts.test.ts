import { describe, expect, it } from 'vitest';
import { compareFacts } from './compare-facts';

const ada = { type: 'personal', dateOfBirth: '1985-12-10', names: ['Ada Lovelace'] } as const;
const of = (name: string) => ({ ...ada, names: [name] });
const company = { type: 'business', names: ['Smith & Jones Ltd.'] } as const;

describe('a personal profile', () => {
  it.each([
    [{ date_of_birth: '1985-12-10' }, 'match', ['date_of_birth']],
    [{ date_of_birth: '1985-12-11' }, 'mismatch', ['date_of_birth']],
    [{ name: 'Ada Lovelace' }, 'match', ['name']],
    [{ name: 'Ada Byron' }, 'mismatch', ['name']],
    [{ date_of_birth: '1985-12-10', name: 'Ada Lovelace' }, 'match', ['date_of_birth', 'name']],
    [{ date_of_birth: '1985-12-10', name: 'Ada Byron' }, 'mismatch', ['name']],
    [{ date_of_birth: '1985-10-12', name: 'Ada Lovelace' }, 'mismatch', ['date_of_birth']],
    [{ date_of_birth: '1985-10-12', name: 'Ada Byron' }, 'mismatch', ['date_of_birth', 'name']],
    // a company's name says nothing of a person, nor does a name without a letter
    [{ business_name: 'Ada Lovelace' }, 'unknown', []],
    [{ name: '—' }, 'unknown', []],
    [{}, 'unknown', []],
  ] as const)('%j is a %s by %j', (expected, verdict, facts) => {
    expect(compareFacts(expected, ada)).toEqual({ verdict, facts });
  });

  it.each([
    ['LOVELACE, Ada', 'Ada Lovelace'],
    ['  ada\u00a0 lovelace ', 'Ada Lovelace'],
    ['Ａｄａ Lovelace', 'Ada Lovelace'],
    ['Renee Muller', 'Renée Müller'],
    ['Rene\u0301e Mu\u0308ller', 'Ren\u00e9e M\u00fcller'],
    ['Jean Luc Dupont', 'Jean-Luc Dupont'],
    ['Sinead OConnor', 'Sinéad O’Connor'],
    ['DAngelo', 'D´Angelo'],
    ['राम', 'राम'],
    ['STRASSER', 'Straßer'],
    ['Işıl Irmak', 'ISIL IRMAK'],
    ['İpek Demir', 'Ipek Demir'],
    ['王小明', '王小明'],
    ['ΣΟΦΟΚΛΗΣ ΠΑΠΠΑΣ', 'Σοφοκλής Παππάς'],
  ])('%s is %s', (one, other) => {
    expect(compareFacts({ name: one }, of(other)).verdict).toBe('match');
    expect(compareFacts({ name: other }, of(one)).verdict).toBe('match');
  });

  it.each([
    ['Ada', 'Ada Lovelace'],
    ['Ada Augusta Lovelace', 'Ada Lovelace'],
    ['Ada Ada Lovelace', 'Ada Lovelace'],
    ['Ada Lovelace Jr', 'Ada Lovelace'],
    ['Adam Lovelace', 'Ada Lovelace'],
    ['Mueller', 'Müller'],
    ['Søren', 'Soren'],
    ['かとう', 'がとう'],
    ['रम', 'राम'],
  ])('%s is not %s: nothing is guessed', (one, other) => {
    expect(compareFacts({ name: one }, of(other)).verdict).toBe('mismatch');
  });

  it('has several spellings of its name: one of them is enough', () => {
    const names = ['Ada L.', 'Ada Lovelace'];
    expect(compareFacts({ name: 'Lovelace Ada' }, { ...ada, names }).verdict).toBe('match');
  });

  it.each([
    [{ ...ada, dateOfBirth: null }, { date_of_birth: '1985-12-10' }],
    [{ ...ada, names: [] }, { name: 'Ada Lovelace' }],
    [{ ...ada, names: ['…'] }, { name: 'Ada Lovelace' }],
  ] as const)('that lacks what is expected is unknown', (profile, expected) => {
    expect(compareFacts(expected, profile)).toEqual({ verdict: 'unknown', facts: [] });
  });
});

describe('a business profile', () => {
  it.each([
    ['smith & jones ltd', 'match'],
    ['Smith + Jones, LTD', 'match'],
    // the order of the words and the kind of the company are part of its name
    ['Jones & Smith Ltd', 'mismatch'],
    ['Smith & Jones Limited', 'mismatch'],
  ] as const)('called %s is a %s', (business_name, verdict) => {
    expect(compareFacts({ business_name }, company)).toEqual({ verdict, facts: ['business_name'] });
  });

  it('is not compared with a person', () => {
    const person = { date_of_birth: '1985-12-10', name: 'Smith Jones Ltd' };
    expect(compareFacts(person, company)).toEqual({ verdict: 'unknown', facts: [] });
  });
});
