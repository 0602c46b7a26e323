import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { PARTNER_API, type PartnerRoute } from '#lib/contract/partner-api';
import { ANSWER_EXAMPLES, REQUEST_EXAMPLES } from '#lib/contract/partner-examples';
import { NEXT_STEPS } from '#lib/contract/partner-next-steps';
import { ERROR_CODES } from '#lib/errors/codes';
import { root } from '#scripts/paths';
import { SHELL_VARIABLES } from './curl';
import { partnerOpenApi } from './document';
import type { Paths, Schema } from './types';

const document = JSON.parse(JSON.stringify(partnerOpenApi()));
const names = Object.keys(PARTNER_API) as (keyof typeof PARTNER_API)[];

/** Every schema below, with the name of the property that it describes. */
function* named(schema: Schema, name = ''): Generator<[string, Schema]> {
  yield [name, schema];
  for (const [key, each] of Object.entries(schema.properties ?? {})) yield* named(each, key);
  for (const each of schema.anyOf ?? []) yield* named(each, name);
  if (schema.items !== undefined) yield* named(schema.items, name);
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, by its published schema', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const { responses: _left, ...broken } = document.paths['/v1/connections'].get;
    const other = { ...document, paths: { '/v1/connections': { get: { ...broken, responses: 'none' } } } };
    expect((await new Validator().validate(other)).valid).toBe(false);
  });

  it('has examples that a shell carries out: each variable is one of the page’s, and curl has nothing to expand', () => {
    const defined = [...SHELL_VARIABLES.matchAll(/^([A-Z]+)=/gm)].map(([, name]) => name);
    for (const [address, methods] of Object.entries(document.paths as Paths))
      for (const { 'x-codeSamples': samples } of Object.values(methods))
        for (const { source } of samples) {
          const asked = /"\$API(.*)"$/.exec(source)?.[1] ?? '';
          const used = [...asked.matchAll(/\$([A-Z]+)/g)].map(([, name]) => name);
          expect([address, asked]).toEqual([address, expect.not.stringMatching(/[{}[\]]/)]);
          expect(defined).toEqual(expect.arrayContaining(used));
        }
  });

  it('docs/partner-api.openapi.json is what `npm run openapi` writes', () => {
    const file = path.join(root, 'docs/partner-api.openapi.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(document);
  });

  it('has every id as a string: Wise’s have 64 bits, which a double would round', () => {
    const schemas: Schema[] = Object.values(document.components.schemas);
    const ids = schemas
      .flatMap((schema) => [...named(schema)])
      .filter(([name, { anyOf }]) => /^id$|_ids?$/.test(name) && anyOf === undefined)
      .filter(([, { type }]) => type !== 'array' && type !== 'null');
    expect(ids.length).toBeGreaterThan(10);
    for (const [name, { type }] of ids) expect([name, [type].flat()[0]]).toEqual([name, 'string']);
  });

  it('has the formats alone that a standard names: zod writes a check such as startsWith as one of its own', () => {
    const schemas: Schema[] = Object.values(document.components.schemas);
    const formats = schemas.flatMap((schema) => [...named(schema)]).map(([, { format }]) => format);
    const known = [undefined, 'date', 'date-time', 'email', 'uri', 'uuid'];
    expect(formats.filter((format) => !known.includes(format))).toEqual([]);
    expect(new Set(formats)).toContain('uri');
  });

  it('names each operation once, and every code only where its status is', () => {
    const operations = Object.values<
      Record<string, { operationId: string; responses: Record<string, never> }>
    >(document.paths).flatMap(Object.values);
    const ids = operations.map(({ operationId }) => operationId);
    expect([...new Set(ids)]).toEqual(ids);
    expect(document.paths['/v1/connections'].get.responses['403'].description).toContain('`SCOPE_MISSING`');
  });
});

describe('the examples', () => {
  it.each(names)('%s has those that its schemas take', (name) => {
    const route: PartnerRoute = PARTNER_API[name];
    const { query, body } = REQUEST_EXAMPLES[name] ?? {};
    expect(route.answer.safeParse(ANSWER_EXAMPLES[name]).error).toBeUndefined();
    expect(route.query?.safeParse(query ?? {}).error).toBeUndefined();
    expect(body === undefined).toBe(route.body === undefined);
    expect(route.body?.safeParse(body).error).toBeUndefined();
    // the body stands between two of them in a shell
    expect(JSON.stringify(body ?? {})).not.toContain("'");
  });
});

describe('docs/partner-api.md', () => {
  it('lists every failure of the API with its status and next step, and no other', () => {
    const page = readFileSync(path.join(root, 'docs/partner-api.md'), 'utf8');
    const listed = [...page.matchAll(/^\| (\d{3}) \| `([A-Z_]+)` \| (.*) \|$/gm)].map((row) =>
      row.slice(1, 4),
    );
    const ours = Object.entries(NEXT_STEPS).map(([code, step]) => [
      String(ERROR_CODES[code as keyof typeof NEXT_STEPS].status),
      code,
      step,
    ]);
    expect(listed.sort()).toEqual(ours.sort());
  });
});
