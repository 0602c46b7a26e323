#!/usr/bin/env bash
# openid-client 5.7.1, as next-auth 4.24.15 uses it: `Issuer.discover(<well-known URL>)` takes a document whose `issuer` is
# another one than the address it was read from, and says nothing (OpenID Connect Discovery §4.3: the two MUST be
# identical). The ID token is then compared with the document, not with what was configured.
# For us: lib/sign-in/options.ts compares with the setting, and web compares the document at its start (decision 020).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openid-client@5.7.1
cat >try.cjs <<'JS'
const { createServer } = require('node:http');
const { Issuer } = require('openid-client');
const { version } = JSON.parse(require('node:fs').readFileSync('node_modules/openid-client/package.json', 'utf8'));
const server = createServer((_request, response) => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ issuer: `${origin}/app`, authorization_endpoint: `${origin}/auth`, token_endpoint: `${origin}/token`, jwks_uri: `${origin}/jwks` }));
});
server.listen(0, '127.0.0.1', async () => {
  const asked = `http://127.0.0.1:${server.address().port}/app/`;
  const issuer = await Issuer.discover(asked).catch((error) => ({ issuer: `refused: ${error.message}` }));
  const got = issuer.issuer.replace(/:\d+/, ':PORT');
  console.log(`openid-client ${version}: asked for ${asked.replace(/:\d+/, ':PORT')}, got ${got}, no error`);
  server.close();
  process.exitCode = got === 'http://127.0.0.1:PORT/app' ? 0 : 1;
});
JS
node try.cjs
