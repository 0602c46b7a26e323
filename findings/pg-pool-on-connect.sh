#!/bin/sh
# pg-pool: `connectionTimeoutMillis` does not bound the hook `onConnect`, which the pool awaits. A server that lets a connection
# in and then answers nothing keeps pool.connect() waiting for as long as the hook's own query may take: for ever, by default.
# For us: the question of lib/db/prepare-connection.ts has a `query_timeout` of its own; lib/db/client.db.test.ts ("gives up on a
# server that lets a connection in and then answers nothing") holds it.
# Exits 0 while the behaviour is as described, 1 when it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pg@8.23.1 pg-pool@3.14.0 >/dev/null
cat >try.mjs <<'EOF'
import { readFileSync } from "node:fs";
import net from "node:net";
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { Pool } = require("pg");
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
console.log(`pg ${version("pg")}, pg-pool ${version("pg-pool")}, node ${process.version}`);
// as PostgreSQL does it without a password: AuthenticationOk, ReadyForQuery; then silence
const server = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const outcomeOf = async (options) => {
  const pool = new Pool({ host: '127.0.0.1', port: server.address().port, user: 'u', database: 'd', max: 1, connectionTimeoutMillis: 300, ...options });
  pool.on('error', () => {});
  const late = new Promise((resolve) => setTimeout(resolve, 3_000, 'still waiting after 3000 ms'));
  return Promise.race([pool.connect().then(() => 'connected', (error) => error.message), late]);
};
const without = await outcomeOf({});
const unbounded = await outcomeOf({ onConnect: (client) => client.query('SELECT 1') });
const bounded = await outcomeOf({ onConnect: (client) => client.query({ text: 'SELECT 1', query_timeout: 300 }) });
console.log(`connectionTimeoutMillis 300, no hook:                    ${without}`);
console.log(`connectionTimeoutMillis 300, a query in onConnect:       ${unbounded}`);
console.log(`connectionTimeoutMillis 300, that query with its limit:  ${bounded}`);
const isAsDescribed = without === 'connected' && unbounded.startsWith('still waiting') && bounded === 'Query read timeout';
process.exit(isAsDescribed ? 0 : 1);
EOF
node try.mjs
