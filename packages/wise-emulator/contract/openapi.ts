import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { hasOpenapiFile, openapiFile } from './openapi-file';

export type Schema = Record<string, unknown>;
type MediaTypes = Record<string, { schema?: Schema }>;
type Reference = { $ref: string };

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema?: Schema;
  example?: unknown;
};

export type ResponseSpec = { content?: MediaTypes; headers?: Record<string, unknown> };

/** One operation of the file, its references to parameters and responses followed. */
export type Operation = {
  method: string;
  /** As in the file: `/v2/profiles/{profileId}`. */
  path: string;
  parameters: Parameter[];
  requestBody: { required?: boolean; content: MediaTypes } | undefined;
  responses: Record<string, ResponseSpec>;
  /** The kinds of token that it takes, by the file's names. */
  security: string[];
};

type Document = {
  paths: Record<string, Record<string, RawOperation> & { parameters?: (Parameter | Reference)[] }>;
  components: Record<string, Record<string, unknown>>;
};
type RawOperation = {
  parameters?: (Parameter | Reference)[];
  requestBody?: { required?: boolean; content: MediaTypes };
  responses: Record<string, ResponseSpec | Reference>;
  security?: Record<string, unknown>[];
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export type Openapi = { document: Document; operations: Operation[] };

/** Reads the file; undefined when it is not there, as on a user's machine. In CI its absence is an error. */
export function readOpenapi(): Openapi | undefined {
  if (!hasOpenapiFile()) return undefined;
  const document = parseOnce(readFileSync(openapiFile(), 'utf8'));
  return { document, operations: operationsOf(document) };
}

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/connect-wise/', import.meta.url));

/** A megabyte of YAML takes seconds to parse and its JSON milliseconds; every test file of the emulator needs it. */
function parseOnce(yaml: string): Document {
  const cached = `${CACHE}openapi-${createHash('sha256').update(yaml).digest('hex').slice(0, 16)}.json`;
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, 'utf8')) as Document;
  const document = parse(yaml) as Document;
  mkdirSync(CACHE, { recursive: true });
  // Several test files may be here at once: each writes a whole file and puts it in place.
  const mine = `${cached}.${process.pid}.tmp`;
  writeFileSync(mine, JSON.stringify(document));
  renameSync(mine, cached);
  return document;
}

/** All operations of a document, with their references followed. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method];
      return raw ? [operationOf(document, path, method, raw, item.parameters ?? [])] : [];
    }),
  );
}

function operationOf(
  document: Document,
  path: string,
  method: string,
  raw: RawOperation,
  shared: (Parameter | Reference)[],
): Operation {
  return {
    method: method.toUpperCase(),
    path,
    parameters: [...shared, ...(raw.parameters ?? [])].map((parameter) => follow(document, parameter)),
    requestBody: raw.requestBody,
    responses: Object.fromEntries(
      Object.entries(raw.responses).map(([status, response]) => [status, follow(document, response)]),
    ),
    security: (raw.security ?? []).flatMap((kind) => Object.keys(kind)),
  };
}

/** What a reference of the document stands for; anything else as it is. */
export function follow<Thing extends object>(document: Document, thing: Thing | Reference): Thing {
  if (!('$ref' in thing)) return thing;
  const steps = thing.$ref.replace(/^#\//, '').split('/');
  const found = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document);
  if (found === undefined) throw new Error(`openapi.yml has no ${thing.$ref}`);
  return found as Thing;
}

const CALENDAR_VERSION = /^\/\d{4}Q[1-4]\//;

/**
 * The operation of the file that a route of the emulator plays; undefined when there is none. A CalVer path has lost
 * its version segment (docs/wise.md 8.5): it stands for the newest classic version of that resource.
 */
export function operationOfRoute(openapi: Openapi, method: string, route: string): Operation | undefined {
  const wanted = shapeOf(route.replace(/:(\w+)/g, '{$1}'));
  const candidates = openapi.operations.filter((operation) => operation.method === method);
  const exact = candidates.find(({ path }) => shapeOf(path) === wanted);
  if (exact || !CALENDAR_VERSION.test(route)) return exact;
  const unversioned = wanted.replace(CALENDAR_VERSION, '/');
  return candidates
    .filter(({ path }) => shapeOf(path).replace(/^\/v\d+\//, '/') === unversioned)
    .toSorted((one, other) => other.path.localeCompare(one.path, 'en', { numeric: true }))[0];
}

/** `/v2/profiles/{profileId}` → `/v2/profiles/{}`: names of parameters may differ. */
function shapeOf(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

export function nameOf({ method, path }: { method: string; path: string }): string {
  return `${method} ${path}`;
}
