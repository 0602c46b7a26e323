// What the SDK's client is made of: types of each operation by openapi-typescript, and a table of where its fields go.
import openapiTypescript, { astToString } from 'openapi-typescript';

const NOTE = '// Written by `npm run openapi` from docs/partner-api.openapi.json. Do not edit.\n';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** Calls to Wise have an address of Wise's own, and what has no key is for probes and people. */
const BY_HAND = /\/wise\/\{path\}$/;

type Parameter = { name: string; in: string };
type Operation = {
  operationId: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, unknown>;
};
type Document = {
  paths: Record<string, Partial<Record<(typeof METHODS)[number], Operation>>>;
  components: { schemas: Record<string, unknown> };
};

/** The SDK's generated files, by name, for the description of the partner API. */
export async function sdkSources(document: Document): Promise<Record<'schema.ts' | 'operations.ts', string>> {
  const ours = onlyOurs(document);
  const types = await openapiTypescript(JSON.stringify(ours), { alphabetize: false });
  return {
    'schema.ts': NOTE + astToString(types),
    'operations.ts': NOTE + operationTable(ours),
  };
}

/** Without failures, which are one type with one list of codes, and without examples: they are in the document. */
function onlyOurs(document: Document): Document {
  const paths: Document['paths'] = {};
  for (const [address, methods] of Object.entries(document.paths)) {
    if (BY_HAND.test(address)) continue;
    for (const method of METHODS) {
      const operation = methods[method];
      if (operation === undefined || operation.security?.length === 0) continue;
      const responses = Object.fromEntries(
        Object.entries(operation.responses).filter(([status]) => /^2/.test(status)),
      );
      paths[address] = { ...paths[address], [method]: { ...operation, responses } };
    }
  }
  const kept = JSON.parse(
    JSON.stringify({ ...document, paths }, (key, value) => (isExample(key, value) ? undefined : value)),
  );
  return kept;
}

const isExample = (key: string, value: unknown): boolean =>
  (key === 'example' || key === 'examples') && typeof value === 'object';

/** @throws when two fields of one operation have one name: they are given to the client as one object */
function operationTable({ paths }: Document): string {
  const rows = Object.entries(paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const names = (where: string) =>
        (operation.parameters ?? []).filter((each) => each.in === where).map((each) => each.name);
      const [path, query] = [names('path'), names('query')];
      const body = bodyFields(operation);
      const all = [...path, ...query, ...body];
      const twice = all.find((name, at) => all.indexOf(name) !== at);
      if (twice !== undefined) throw new Error(`${operation.operationId} has two fields called ${twice}`);
      const row = { method: method.toUpperCase(), address, path, query };
      return `  ${operation.operationId}: ${JSON.stringify(row)},\n`;
    }),
  );
  return (
    'export const OPERATIONS: {\n' +
    '  readonly [name: string]: { method: string; address: string; path: string[]; query: string[] };\n' +
    `} = {\n${rows.join('')}};\n`
  );
}

function bodyFields(operation: Operation): string[] {
  const schema = operation.requestBody?.content['application/json']?.schema;
  const properties =
    typeof schema === 'object' && schema !== null && 'properties' in schema && schema.properties;
  return Object.keys(properties || {});
}
