import { describe, expect, it } from 'vitest';
import { profileIdsSchema, profileSchema, profileWithFactsSchema, userSchema } from './schemas';

const profile = { id: '30000000000000001', type: 'PERSONAL' };

describe('a profile of Wise', () => {
  it.each([
    ['its full name', { fullName: 'Ada Lovelace', firstName: 'A', lastName: 'L' }, 'Ada Lovelace'],
    ['its business name', { fullName: ' ', businessName: 'Byron Ltd', firstName: 'A' }, 'Byron Ltd'],
    ['first and last name', { fullName: 7, firstName: 'Ada', lastName: 'Lovelace' }, 'Ada Lovelace'],
    ['the one half there is', { firstName: null, lastName: 'Lovelace' }, 'Lovelace'],
    ['a word of ours where nothing can be shown', { fullName: ' \u0000\u202E ' }, 'Unnamed profile'],
    ['a word of ours where there is no text', { fullName: ['Ada'], businessName: 12 }, 'Unnamed profile'],
    ['a word of ours where there is nothing', {}, 'Unnamed profile'],
  ])('is called by %s: a bad name fails no completion', (_what, names, name) => {
    expect(profileSchema.parse({ ...profile, ...names })).toEqual({
      profileId: profile.id,
      type: 'personal',
      name,
    });
  });

  it.each([
    ['a type that we do not know', { type: 'trust' }],
    ['no type', { type: undefined }],
    ['an id that is no number', { id: '12x' }],
    ['an id of more than 64 bits', { id: '1'.repeat(20) }],
    ['an id that is a number, and has lost digits (W8)', { id: 3e16 }],
  ])('with %s is not understood', (_what, change) => {
    expect(profileSchema.safeParse({ ...profile, ...change }).success).toBe(false);
  });

  it.each([
    [
      'a person',
      { firstName: 'Ada', lastName: 'Lovelace', fullName: 'Ada Lovelace', dateOfBirth: '1985-12-10' },
      { type: 'personal', dateOfBirth: '1985-12-10', names: ['Ada Lovelace', 'Ada Lovelace'] },
    ],
    ['nobody', { dateOfBirth: '10.12.1985' }, { type: 'personal', dateOfBirth: null, names: [] }],
    [
      'nobody, in other words',
      { dateOfBirth: null, fullName: 7 },
      { type: 'personal', dateOfBirth: null, names: [] },
    ],
    [
      'a company',
      { type: 'BUSINESS', businessName: 'Byron Ltd', fullName: 'Byron', dateOfBirth: '1985-12-10' },
      { type: 'business', names: ['Byron Ltd'] },
    ],
    [
      'a company by one name',
      { type: 'BUSINESS', fullName: 'Byron' },
      { type: 'business', names: ['Byron'] },
    ],
  ])('that says it is of %s is compared by that', (_what, said, facts) => {
    expect(profileWithFactsSchema.parse({ ...profile, ...said }).facts).toEqual(facts);
  });

  it('of another kind hides no other one: the list is read by id alone (W5)', () => {
    expect(profileIdsSchema.parse([profile, { id: '2', type: 'trust', anything: {} }])).toEqual([
      profile.id,
      '2',
    ]);
  });
});

it('of a user only the id is kept', () => {
  expect(userSchema.parse({ id: '5', email: 'ada@example.com', details: {} })).toEqual({ userId: '5' });
});
