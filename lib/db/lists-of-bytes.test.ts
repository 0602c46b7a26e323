import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';

const listsOfBytes = (schema: string) => schema.match(/^\s*\w+\s+Bytes\[\].*$/gm) ?? [];

// Prisma 7.10.0 stores base64 in place of the bytes (findings/prisma-list-of-bytes-as-base64.sh).
it('no field of the database is a list of bytes', () => {
  const schema = readFileSync(path.join(root, 'prisma/schema.prisma'), 'utf8');
  expect(schema).toMatch(/^\s*\w+\s+Bytes\s/m);
  expect(listsOfBytes(schema)).toEqual([]);
});

it('would be seen', () => {
  expect(listsOfBytes('model A {\n  keys   Bytes[] @db.ByteA\n}')).toHaveLength(1);
});
