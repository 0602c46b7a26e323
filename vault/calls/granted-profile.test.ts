import { describe, expect, it } from 'vitest';
import { refuseOtherProfiles } from './granted-profile';

const MINE = '9007199254740993021';
/** The same number once it was a double. */
const NEXT = '9007199254740993020';

function verdict(query: string, body?: string): string {
  try {
    refuseOtherProfiles(MINE, query, body === undefined ? null : Buffer.from(body, 'latin1'));
    return 'passed';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'threw';
  }
}

describe('threat 61: another profile than the granted one', () => {
  it.each([
    `?profile=${NEXT}`,
    `?profileId=${NEXT}`,
    `?profile_id=${NEXT}`,
    `?PROFILEID=${NEXT}`,
    `?profiles=${NEXT}`,
    `?profileIds=${MINE},${NEXT}`,
    `?profile[id]=${NEXT}`,
    `?profile[]=${NEXT}`,
    `?%70rofileId=${NEXT}`,
    `?profileId=${MINE}&profileId=${NEXT}`,
    `?limit=1;profileId=${NEXT}`,
    `?profileId=0${MINE}`,
    `?profileId=${MINE}.0`,
    `?profileId=+${MINE}`,
    `?profileId=%20${MINE}`,
    `?profileId=`,
    `?profileId`,
  ])('is refused in the query %s', (query) => expect(verdict(query)).toBe('PROFILE_NOT_GRANTED'));

  it.each(['?%2570rofileId=1', '?profile%00Id=1', '?profil%C3%A9=1', '?profile+Id=1', '?%ff=1'])(
    'a name that has two readings, %s, is no query of ours',
    (query) => expect(verdict(query)).toBe('BAD_REQUEST'),
  );

  it.each([
    `{"profile":${NEXT}}`,
    `{"profileId":"${NEXT}"}`,
    `{"profile_id":${NEXT}}`,
    `{"Profile-ID":${NEXT}}`,
    `{"pro\\u0066ileId":${NEXT}}`,
    `{"details":{"profileId":${NEXT}}}`,
    `{"transfers":[{"targetAccount":1},{"profile":${NEXT}}]}`,
    `[{"profile":${NEXT}}]`,
    `{"profiles":[${MINE},${NEXT}]}`,
    `{"profile":{"id":${NEXT}}}`,
    `{"profile":[[${NEXT}]]}`,
    `{"profile":9.007199254740993021e18}`,
    `{"profile":${MINE}.0}`,
    `{"profile":"0x7d0000000000003d"}`,
    `{"profile":true}`,
    `{"profile":""}`,
    `{"a":"\\"}","profile":${NEXT}}`,
  ])('is refused in the body %s', (body) => expect(verdict('', body)).toBe('PROFILE_NOT_GRANTED'));

  it.each([
    [`{"profile":${MINE},"profile":${NEXT}}`],
    [`{"profile":${MINE},"profil\\u0065":${MINE}}`],
    [`{"details":{"a":1,"a":1}}`],
    ['{"profile":1'],
    ['{profile:1}'],
    ["{'profile':1}"],
    [`{"profile":${MINE}}{"profile":${NEXT}}`],
    ['\u00ef\u00bb\u00bf{}'],
    ['{"a":"\xff"}'],
    ['NaN'],
    ['[]/**/'],
    [`${'['.repeat(65)}${']'.repeat(65)}`],
    [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ])('what two readers could read in two ways is refused: %#', (body) => {
    expect(verdict('', body)).toBe('BAD_REQUEST');
  });

  it.each([
    ['', undefined],
    [`?profile=${MINE}&limit=5`, undefined],
    ['?types=STANDARD,SAVINGS&intervalEnd=2026-01-01T00:00:00.000Z', undefined],
    ['', `{"profile":${MINE},"details":{"profileId":"${MINE}"}}`],
    ['', `{"profileId":null,"cardHolderProfileId":${NEXT},"note":"profileId ${NEXT}"}`],
    ['', '{"sourceCurrency":"GBP","sourceAmount":100.10,"list":[1,"two",null,{"x":[]}]}'],
    ['', '"text"'],
    ['', ' [ ] '],
  ])('the granted one, or none, passes: %s %s', (query, body) => {
    expect(verdict(query, body)).toBe('passed');
  });

  it('looks through the largest body in a moment', () => {
    const body = `{"list":[${Array.from({ length: 60_000 }, (_, at) => `{"n":"${at}"}`).join(',')}],"profile":${NEXT}}`;
    expect(body.length).toBeGreaterThan(700_000);
    expect(verdict('', body)).toBe('PROFILE_NOT_GRANTED');
    expect(verdict('', `{"a":"${'\\"'.repeat(400_000)}"}`)).toBe('passed');
  });
});
