import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma's native schema engine is a download; scripts/db/schema-engine.mjs runs the same engine as WASM from npm
// (decision: docs/decisions). Set before any Prisma command looks for the binary.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, 'scripts/db/schema-engine.mjs');

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // `generate` and `validate` need no database
  datasource: { url: process.env.MIGRATION_DATABASE_URL ?? 'postgresql://unset@127.0.0.1:1/unset' },
});
