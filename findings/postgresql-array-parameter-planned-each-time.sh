#!/bin/sh
# PostgreSQL (in @electric-sql/pglite 0.5.17): a prepared statement that joins a table by `unnest($1::int[])` is planned anew at each
# of 60 calls with two ids. With twelve ids, or with `unnest((SELECT $1::int[]))`, it is planned five times and then never again.
# Expected: the plan of a prepared statement is kept from the sixth call on.
# The planner takes an array of unknown length for ten elements. With fewer, a plan for the values looks so much cheaper that
# planning each time seems to pay; for a statement of a few joins the planning is most of its time.
# For us: lib/db/kept-plan.ts, and vault/vends/kept-plans.db.test.ts on PostgreSQL 17.10.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --save-exact @electric-sql/pglite@0.5.17
cat >run.js <<'J'
import { PGlite } from '@electric-sql/pglite';
const db = new PGlite();
await db.exec('CREATE TABLE book (id int PRIMARY KEY, title text); CREATE TABLE loan (book_id int PRIMARY KEY, who text)');
await db.exec(`INSERT INTO book SELECT n, 'title' || n FROM generate_series(1, 10000) n`);
await db.exec(`INSERT INTO loan SELECT n, 'who' || n FROM generate_series(1, 10000) n; ANALYZE`);
const text = (array) =>
  `SELECT title, who FROM unnest(${array}) AS q (id) JOIN book ON book.id = q.id JOIN loan ON loan.book_id = q.id`;
await db.exec(`PREPARE direct(int[]) AS ${text('$1')}; PREPARE wrapped(int[]) AS ${text('(SELECT $1)')}`);
await db.exec(`PREPARE twelve(int[]) AS ${text('$1')}`);
for (let turn = 0; turn < 60; turn += 1) {
  const ids = Array.from({ length: 12 }, (_, at) => 1 + ((turn * 12 + at) % 10000));
  await db.exec(`EXECUTE direct('{${ids.slice(0, 2)}}'); EXECUTE wrapped('{${ids.slice(0, 2)}}'); EXECUTE twelve('{${ids}}')`);
}
const { rows } = await db.query('SELECT name, custom_plans::int AS anew, generic_plans::int AS kept FROM pg_prepared_statements');
const plans = Object.fromEntries(rows.map(({ name, ...counted }) => [name, counted]));
console.log((await db.query('SELECT version()')).rows[0].version.split(' on ')[0], plans);
const holds = plans.direct.anew === 60 && plans.wrapped.anew === 5 && plans.twelve.anew === 5;
process.exit(holds ? 0 : 1);
J
node run.js
