#!/bin/sh
# @prisma/client 7.10.0 on Node 20.20.2, Linux x64: a thousand rounds of five ordinary queries end with 262 MB of resident memory
# and 3.3 s of CPU, and with 190 MB and 2.4 s when V8 is told not to optimise WebAssembly (--liftoff-only). The query compiler
# is 3.4 MB of WebAssembly; V8 takes some 70 MB to optimise it, which the process keeps, and plans of queries are kept anyway.
# Expected: code that V8 optimises costs less CPU, and memory for it is given back.
# With one table without relations, nothing of it is seen. For us: vault/main.ts sets the flags (docs/performance.md).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --save-exact prisma@7.10.0 @prisma/client@7.10.0 @prisma/adapter-libsql@7.10.0 esbuild@0.25.0
cat >schema.prisma <<'P'
generator client {
  provider = "prisma-client"
  output   = "./client"
}
datasource db {
  provider = "sqlite"
}
model Author {
  id    Int    @id
  name  String
  books Book[]
}
model Book {
  id       Int    @id
  title    String
  authorId Int
  author   Author @relation(fields: [authorId], references: [id])
}
P
# generating needs no schema engine, whose binary would be downloaded
PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate --schema schema.prisma >said 2>&1 || { cat said; exit 1; }
cat >read.ts <<'T'
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaClient } from './client/client';
const db = new PrismaClient({ adapter: new PrismaLibSql({ url: 'file:books.db' }) });
await db.$executeRawUnsafe('CREATE TABLE IF NOT EXISTS "Author" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL)');
await db.$executeRawUnsafe('CREATE TABLE IF NOT EXISTS "Book" ("id" INTEGER PRIMARY KEY, "title" TEXT NOT NULL, "authorId" INTEGER NOT NULL)');
for (let id = 0; id < 1000; id += 1) {
  await db.book.findMany({ where: { id }, take: 5 });
  await db.book.findUnique({ where: { id } });
  await db.author.findMany({
    where: { books: { some: { title: { startsWith: 'a' } } } },
    include: { books: { where: { id: { gt: id } }, take: 1 + (id % 50) } },
  });
  await db.book.updateMany({ where: { id, title: 'none' }, data: { title: 'other' } });
  await db.book.count({ where: { title: { contains: 'x' } } });
}
console.log(Math.round(process.memoryUsage().rss / 2 ** 20));
T
npx esbuild --log-level=error --bundle --platform=node --format=esm --packages=external read.ts --outfile=read.mjs
node --version
optimised=$(node read.mjs)
first=$(node --liftoff-only --no-wasm-tier-up --no-wasm-dynamic-tiering read.mjs)
echo "resident: $optimised MB optimised, $first MB by the first tier alone"
[ $((optimised - first)) -ge 40 ]
