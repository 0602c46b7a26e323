import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../paths.mjs';
import { sdkSources } from './sources';

const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const document = JSON.parse(read('docs/partner-api.openapi.json'));

it('the SDK is made of the document of the partner API as it is now (npm run openapi)', async () => {
  for (const [name, source] of Object.entries(await sdkSources(document))) {
    expect(read(`packages/sdk/src/generated/${name}`), name).toBe(source);
  }
});

it('two fields of one operation with one name are refused: the client takes all of them in one object', async () => {
  const parameters = [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'id', in: 'query', schema: { type: 'string' } },
  ];
  const clashing = {
    openapi: '3.1.1',
    info: { title: 'x', version: '1' },
    paths: { '/v1/x/{id}': { get: { operationId: 'getX', parameters, responses: {} } } },
    components: { schemas: {} },
  };
  await expect(sdkSources(clashing)).rejects.toThrow('getX has two fields called id');
});
