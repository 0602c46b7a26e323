import { expect, it } from 'vitest';
import { sqlSources } from '#test/sql-sources';

/** What belongs to a session, which a pooler in transaction mode gives to somebody else after each transaction. */
const OF_A_SESSION = [
  /\bpg_(try_)?advisory_(un)?lock(_shared|_all)?\s*\(/,
  /\b(UN)?LISTEN\s+["a-z$]/,
  /\bSET\s+(SESSION\b|(?!LOCAL\b)(TimeZone|search_path|statement_timeout|lock_timeout)\b|ROLE\s+["a-z])/i,
  /\bset_config\([^)]*,\s*false\)/i,
  /\b(PREPARE|DEALLOCATE|DISCARD)\s+["a-z]/,
  /\bWITH HOLD\b|\bTEMP(ORARY)?\s+TABLE\b/i,
];

/** Comments may speak of it, and what a role or a function starts with is no session's. */
function statements(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\*|\/\*|--)/.test(line))
    .filter((line) => !/ALTER (ROLE|DATABASE)|\bFUNCTION\b|\bLANGUAGE\b/.test(line));
}

const found = (text: string) =>
  statements(text).filter((line) => OF_A_SESSION.some((form) => form.test(line)));

it('no statement of the product rests on a database session (decision 027)', () => {
  const files = sqlSources();
  expect(files.length).toBeGreaterThan(200);
  const kept = files.flatMap(({ file, text }) => found(text).map((line) => `${file}: ${line.trim()}`));
  expect(kept).toEqual([]);
});

it.each([
  'SELECT pg_advisory_lock($1)',
  'SELECT pg_try_advisory_lock(1)',
  'LISTEN refreshes',
  "SET statement_timeout = '3s'",
  'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
  "SELECT set_config('TimeZone', 'UTC', false)",
  'CREATE TEMP TABLE t (n int)',
])('%s would be seen', (statement) => {
  expect(found(`await client.query("${statement}")`)).toHaveLength(1);
});

it.each(["SET LOCAL statement_timeout = '3s'", 'SELECT pg_advisory_xact_lock(1)', 'UPDATE t SET role = $1'])(
  '%s is none',
  (statement) => {
    expect(found(`await client.query("${statement}")`)).toEqual([]);
  },
);
