import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hasOpenapiFile, openapiFile } from './openapi-file';

const folder = mkdtempSync(path.join(tmpdir(), 'connect-openapi-'));
const absent = path.join(folder, 'absent.yml');
const present = path.join(folder, 'openapi.yml');
writeFileSync(present, 'openapi: 3.1.0\n');

test('the document is the one that WISE_OPENAPI_FILE names, else the one beside the repository', () => {
  expect(openapiFile({ WISE_OPENAPI_FILE: present })).toBe(present);
  expect(openapiFile({})).toMatch(/shared[/\\]wise[/\\]openapi\.yml$/);
  expect(hasOpenapiFile({ WISE_OPENAPI_FILE: present, CI: 'true' })).toBe(true);
});

test('no empty green: where a document was named, or in CI, its absence fails the run', () => {
  expect(() => hasOpenapiFile({ WISE_OPENAPI_FILE: absent })).toThrow(absent);
  expect(() => hasOpenapiFile({ WISE_OPENAPI_FILE: absent, CI: 'true' })).toThrow('WISE_OPENAPI_FILE');
});
