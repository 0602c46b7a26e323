#!/usr/bin/env bash
# npm 11.19.1: a package whose install script `allowScripts` in package.json refuses is not built by `npm rebuild` either, not
# even by `npm rebuild --ignore-scripts=false NAME`: it says "rebuilt dependencies successfully" and ends with 0.
# `--allow-scripts=NAME` is refused in a project (EALLOWSCRIPTS).
# Expected: the package is built, or an error that says why not.
# For us: pkcs11js is refused in package.json and built by `npm run pkcs11:build`, which runs npm's own node-gyp in its folder.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"name":"x","version":"1.0.0","dependencies":{"pkcs11js":"2.1.7"},"allowScripts":{"pkcs11js":false}}' >package.json
npm install --silent --no-audit --no-fund
npm rebuild --ignore-scripts=false pkcs11js | tee said
grep -q successfully said
[ ! -e node_modules/pkcs11js/build ]
echo 'not built, and said to be'
