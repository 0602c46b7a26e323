import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { partnerProblemSchema } from '#lib/contract/partner-problems';
import { ERROR_CODES } from '#lib/errors/codes';
import { root } from '../paths.mjs';
import { OPENAPI_FILE, partnerOpenApi } from './partner-api';

describe('docs/partner-api.openapi.json', () => {
  it('is what `npm run openapi` writes', () => {
    expect(JSON.parse(readFileSync(OPENAPI_FILE, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(partnerOpenApi())),
    );
  });
});

describe('docs/partner-api.md', () => {
  it('lists every failure of the API with its status, and no other', () => {
    const page = readFileSync(path.join(root, 'docs/partner-api.md'), 'utf8');
    const listed = [...page.matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \|/gm)].map(
      ([, status, code]) => `${status} ${code}`,
    );
    const ours = partnerProblemSchema.shape.code.options.map((code) => `${ERROR_CODES[code].status} ${code}`);
    expect(listed.sort()).toEqual(ours.sort());
  });
});
