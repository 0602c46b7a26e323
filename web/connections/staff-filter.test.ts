import { describe, expect, it } from 'vitest';
import { parseCursor } from '#lib/text/cursor';
import { isNarrowed, MAX_SEARCH_LENGTH, parseStaffFilter, staffListHref } from './staff-filter';

const ID = '0b7b2c3e-7a44-4f0e-9a55-6d3a1c2b4d5e';

describe('the staff list’s address', () => {
  it('carries the whole state of the screen and reads back as the same filter', () => {
    const filter = parseStaffFilter({
      q: 'O’Brien & 100%_',
      status: 'needs_reconnect',
      environment: 'sandbox',
      reason: 'replaced',
      profile: 'business',
      money: 'no',
      match: 'mismatch',
      connected_from: '2026-02-28',
      connected_to: '2026-11-30',
      used_from: '2024-02-29',
      used_to: '2026-01-01',
      unused: 'yes',
      owner: ID,
      note: 'yes',
      sort: 'used_oldest',
      columns: 'owner',
      after: `1763888400123.${ID}`,
    });
    const query = new URL(staffListHref(filter, filter.position), 'http://localhost').searchParams;
    expect(parseStaffFilter(Object.fromEntries(query))).toEqual(filter);
    expect(filter.position?.cursor.at.getTime()).toBe(1763888400123);
  });

  it('is plain when nothing is asked for', () => {
    expect(staffListHref(parseStaffFilter({}))).toBe('/staff/connections');
    expect(isNarrowed(parseStaffFilter({ after: `1.${ID}` }))).toBe(false);
  });

  it.each([
    ['an unknown status', { status: 'frozen' }],
    ['a name every object has', { status: 'constructor', environment: 'toString' }],
    [
      'a day that no calendar has',
      { connected_from: '2026-02-30', used_to: '26-1-1', connected_to: "2026-01-01'" },
    ],
    [
      'an owner that is no id',
      { owner: 'me', note: '1', unused: 'true', sort: 'name', columns: ['customer', '__proto__'] },
    ],
    ['a repeated parameter', { status: ['active', 'disconnected'], q: ['a', 'b'] }],
    ['a cursor that is none', { after: 'x', before: `-1.${ID}` }],
    ['a cursor with SQL in it', { after: `1.${ID}'; DROP TABLE x` }],
    ['a cursor beyond what PostgreSQL reads', { before: `99999999999999.${ID}` }],
  ])('leaves out %s', (_, params) => {
    expect(parseStaffFilter(params)).toEqual(parseStaffFilter({}));
  });

  it('makes any search storable: no NUL, no lone surrogate, bounded, composed', () => {
    expect(parseStaffFilter({ q: ' a\0b\n ' }).search).toBe('a b');
    expect(parseStaffFilter({ q: 'x\ud800' }).search).toBe('x\ufffd');
    expect(parseStaffFilter({ q: 'e\u0301' }).search).toBe('é');
    const capped = parseStaffFilter({ q: '😀'.repeat(500) }).search;
    expect(capped.isWellFormed()).toBe(true);
    expect(Array.from(capped)).toHaveLength(MAX_SEARCH_LENGTH);
  });

  it('reads a cursor only in its own form', () => {
    expect(parseCursor(`0.${ID}`)).toEqual({ at: new Date(0), id: ID });
    expect(parseCursor(`0.${ID.toUpperCase()}`)).toEqual({ at: new Date(0), id: ID });
    expect(parseCursor(`0.${ID} `)).toBeUndefined();
    expect(parseCursor([`0.${ID}`])).toBeUndefined();
  });
});
