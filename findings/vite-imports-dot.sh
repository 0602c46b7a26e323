#!/bin/sh
# vite 8.3.8 (under vitest 4.1.12): the dot of a package.json "imports" pattern matches any character. With "#x/*.ts" beside
# "#x/*" the name "#x/ports" is taken for "#x/po" + "?ts", and is not found; Node takes "#x/*", as its documentation says.
# "#x/roles" beside it works. For us: a test in another folder than scripts/ imports scripts/ports.mjs by its path.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "imports": { "#x/*.ts": "./x/*.ts", "#x/*": "./x/*.mjs" } }' >package.json
npm install --silent --no-audit --no-fund --save-exact vitest@4.1.12 vite@8.3.8
mkdir x
for name in ports roles; do echo "export const name = '$name';" >x/$name.mjs; done
cat >x.test.js <<'JS'
import { expect, test } from 'vitest';
test('roles', async () => expect((await import('#x/roles')).name).toBe('roles'));
test('ports', async () => expect((await import('#x/ports')).name).toBe('ports'));
JS
node --version
node -p "'vite ' + require('vite/package.json').version + ', vitest ' + require('vitest/package.json').version"
echo "Node finds: $(node --input-type=module -e "console.log((await import('#x/ports')).name)")"
NO_COLOR=1 npx vitest run >said 2>&1 || true
grep -E 'Cannot find module|Tests ' said
grep -q "Cannot find module '#x/ports'" said && grep -q '1 failed | 1 passed' said
