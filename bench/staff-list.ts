// npm run bench:staff-list [-- <connections>]: what a page of the staff's list costs, with and without a search.
// A PostgreSQL of its own, rows made up, the product's own queries as role connect_web.

import { parseStaffFilter } from '#lib/connections/staff-filter';
import { countByStatus, listStaffConnections } from '#lib/connections/staff-list';
import { openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createDatabase, startTestCluster } from '#scripts/test/cluster';

const COUNT = Number(process.argv[2] ?? 100_000);
const TIMES = 7;
const ADMIN = { role: 'admin' } as const;

/** Made-up people: each n has one name, one address and one connection; a thousandth has a name that is not Latin. */
const FILL = `
  CREATE TEMP TABLE people AS SELECT n, gen_random_uuid() AS id,
    (ARRAY['Maria','Jonas','Amara','Søren','Inês','Émilie','Zoë','Paul','Li','Noah'])[1 + n % 10] || ' ' ||
    (ARRAY['Keller','Weber','Okafor','Holm','Carvalho','Dubois','Novák','Smith','Na','Brown'])[1 + (n / 10) % 10] || ' ' ||
    substr(md5(n::text), 1, 6) || CASE WHEN n % 1000 = 7 THEN ' 李娜' ELSE '' END AS name
    FROM generate_series(1, ${COUNT}) n;
  INSERT INTO customers (id, name, email) SELECT id, name, 'person' || n || '@mail' || n % 50 || '.example' FROM people;
  INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id)
    SELECT 'customer-oidc', 'https://id.example', md5('s' || n), 'oauth', id FROM people;
  INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name,
      status, created_at)
    SELECT id, 'production', 'client', n::text, (14000000 + n)::text, 'personal', name, 'active',
      now() - n * interval '1 minute' FROM people;
  ANALYZE;`;

const SEARCHES: [what: string, search: string][] = [
  ['no search', ''],
  ['one person by the whole address', `person${Math.floor(COUNT / 2)}@mail0.example`],
  ['one person by a part of the name', 'a87ff6'],
  ['one profile by its number', String(14_000_000 + Math.floor(COUNT / 3))],
  ['a profile by a part of its number', String(14_000_000 + Math.floor(COUNT / 3)).slice(2)],
  ['a name with an accent (1 of 10)', 'émilie'],
  ['first and last name (1 of 100)', 'maria keller'],
  ['two letters that are not Latin (1 of 1000)', '李娜'],
  ['nobody', 'nobody is called so'],
  ['everybody', 'example'],
  ['one letter', 'a'],
];

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

async function timed(act: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const began = performance.now();
    await act();
    times.push(performance.now() - began);
  }
  return `${median(times).toFixed(1).padStart(8)} ms`;
}

const cluster = await startTestCluster();
const { ownerUrl, webUrl } = await createDatabase(cluster);
const web = openDatabase(webUrl, { applicationName: 'bench', max: 2, answerWithinMs: 60_000 });
try {
  await withClient(ownerUrl, (owner) => owner.query(FILL));
  console.log(
    `${COUNT} connections; median of ${TIMES}\n${''.padEnd(46)}${'page'.padStart(11)}${'counts'.padStart(11)}  found`,
  );
  for (const [what, q] of SEARCHES) {
    const filter = parseStaffFilter({ q });
    const page = await timed(() => listStaffConnections(web.db, ADMIN, filter));
    const counts = await timed(() => countByStatus(web.db, ADMIN, filter));
    const { all } = await countByStatus(web.db, ADMIN, filter);
    console.log(`${what.padEnd(46)}${page}${counts}  ${all}`);
  }
} finally {
  await web.close();
  await cluster.close();
}
