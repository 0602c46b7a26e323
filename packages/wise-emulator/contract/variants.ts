import { LosslessNumber } from 'lossless-json';
import { nameOf, type Operation, type Schema } from './openapi';
import { NAMES, NEEDED, ONLY_WITH } from './variant-rules';

/** A request as a client is about to send it. */
export type ClientRequest = {
  url: URL;
  headers: Headers;
  /** A JSON body, its numbers as their literals; undefined when there is none, or it is not JSON. */
  json: Record<string, unknown> | undefined;
};

/** The same request as another client would send it, which has to be answered as well as the first. */
export type Variant = { about: string; change(request: ClientRequest): void };

/** An optional parameter or property of an operation, wherever it stands. */
type Optional = { place: 'query' | 'header' | 'body'; name: string; schema: Schema; example: unknown };

/** How clients write times: with and without fractions of a second. */
const FRACTIONS = ['', '.1', '.123', '.123456', '.123456789'];

/** What the document itself, and the emulator as it is, add to the making of variants. */
export type Known = {
  /** Resolves a reference of the document. */
  follow: (schema: Schema) => Schema;
  /** See `valuesFor`. */
  values: Readonly<Record<string, unknown>>;
};

/**
 * Every optional parameter present and absent, and all of them at once; times with and without fractions; names in
 * other cases. Made from Wise's OpenAPI document, but for what `variant-rules.ts` says.
 *
 * @param base what the client sends as it is.
 */
export function variantsOf(operation: Operation, base: ClientRequest, known: Known): Variant[] {
  const name = nameOf(operation);
  const optional = optionalsOf(operation, base, known);
  const addable = optional.filter((each) => !isPresent(base, each) && isFit(name, each.name, base));
  const removable = optional.filter(
    (each) => isPresent(base, each) && !(NEEDED[`${name} ${each.name}`] ?? NEEDED[each.name]),
  );
  const added = addable.flatMap((each) =>
    valuesOf(name, each, known).map((value) => ({
      about: `${each.place} ${each.name}=${String(JSON.stringify(value))}`,
      change: (request: ClientRequest) => put(request, each, value),
    })),
  );
  const removed = removable.map((each) => ({
    about: `no ${each.place} ${each.name}`,
    change: (request: ClientRequest) => remove(request, each),
  }));
  const all = {
    about: 'all optional parameters at once',
    change: (request: ClientRequest) => {
      for (const each of addable) put(request, each, valuesOf(name, each, known)[0]);
    },
  };
  return [...added, ...removed, all, ...timesOf(operation, base), ...bodyTimesOf(base), ...casesOf(base)];
}

function isFit(operation: string, name: string, { url, json }: ClientRequest): boolean {
  const sent = (other: string) => url.searchParams.get(other) ?? json?.[other];
  return ONLY_WITH[`${operation} ${name}`]?.isFit(sent) ?? true;
}

function optionalsOf(operation: Operation, base: ClientRequest, { follow }: Known): Optional[] {
  const parameters = operation.parameters.flatMap((parameter) => {
    const { in: place, name, required, schema = {}, example } = parameter;
    return place === 'path' || required ? [] : [{ place, name, schema, example }];
  });
  const schema = base.json && Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  if (!schema) return parameters;
  const { properties = {}, required = [] } = follow(schema) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  const inBody = Object.entries(properties).filter(([name]) => !required.includes(name));
  return [
    ...parameters,
    ...inBody.map(([name, of]) => ({ place: 'body' as const, name, schema: of, example: of.example })),
  ];
}

function valuesOf(operation: string, { name, schema, example }: Optional, known: Known): unknown[] {
  const { follow, values } = known;
  const value = values[`${operation} ${name}`] ?? values[name];
  if (value !== undefined) return [value];
  const { enum: words, type } = follow(schema) as { enum?: unknown[]; type?: unknown };
  if (words) return words;
  if (type === 'boolean') return [true, false];
  return [example === undefined ? exampleOf(schema, follow) : example];
}

function exampleOf(schema: Schema, follow: Known['follow']): unknown {
  const { example, enum: words, type, properties, maximum } = follow(schema) as Record<string, unknown>;
  if (example !== undefined) return example;
  if (Array.isArray(words)) return words[0];
  if (properties) {
    const entries = Object.entries(properties as Record<string, Schema>);
    return Object.fromEntries(entries.map(([key, part]) => [key, exampleOf(part, follow)]));
  }
  if (type === 'array') return [];
  if (type === 'boolean') return true;
  return type === 'integer' || type === 'number' ? (maximum ?? 1) : 'x';
}

function isPresent({ url, headers, json }: ClientRequest, { place, name }: Optional): boolean {
  if (place === 'query') return url.searchParams.has(name);
  return place === 'header' ? headers.has(name) : json?.[name] !== undefined;
}

function put({ url, headers, json }: ClientRequest, { place, name }: Optional, value: unknown): void {
  if (place === 'query') url.searchParams.set(name, textOf(value));
  if (place === 'header') headers.set(name, textOf(value));
  if (place === 'body' && json) json[name] = value;
}

function remove({ url, headers, json }: ClientRequest, { place, name }: Optional): void {
  if (place === 'query') url.searchParams.delete(name);
  if (place === 'header') headers.delete(name);
  if (place === 'body' && json) delete json[name];
}

function textOf(value: unknown): string {
  return value instanceof LosslessNumber ? value.toString() : String(value);
}

const TIME_EXAMPLE = /^\d{4}-\d\d-\d\dT/;

/** Of the times in a query: those that are sent, and those that may be. */
function timesOf(operation: Operation, base: ClientRequest): Variant[] {
  const times = operation.parameters.filter(
    ({ in: place, name, schema, example }) =>
      place === 'query' &&
      (schema?.format === 'date-time' || TIME_EXAMPLE.test(String(example))) &&
      (base.url.searchParams.has(name) || isFit(nameOf(operation), name, base)),
  );
  return times.flatMap(({ name }) =>
    FRACTIONS.map((fraction) => ({
      about: `query ${name} with the fraction "${fraction}"`,
      change: ({ url }: ClientRequest) => {
        const sent = url.searchParams.get(name) ?? '2026-01-01T10:00:00Z';
        const seconds = new Date(sent).toISOString().slice(0, 19);
        url.searchParams.set(name, `${seconds}${fraction}Z`);
      },
    })),
  );
}

const TIME_IN_BODY = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

/** Of the times in a body. */
function bodyTimesOf(base: ClientRequest): Variant[] {
  const times = Object.entries(base.json ?? {}).filter(([, value]) => TIME_IN_BODY.test(String(value)));
  return times.flatMap(([name, value]) =>
    FRACTIONS.map((fraction) => ({
      about: `body ${name} with the fraction "${fraction}"`,
      change: ({ json }: ClientRequest) => {
        if (json) json[name] = String(value).replace(/(:\d\d)(?:\.\d+)?(Z?)$/, `$1${fraction}$2`);
      },
    })),
  );
}

const CASES = [
  { named: 'upper case', change: (text: string) => text.toUpperCase() },
  { named: 'lower case', change: (text: string) => text.toLowerCase() },
];

/** Names of types, where they stand in a query or a body, and names of detail fields. */
function casesOf(base: ClientRequest): Variant[] {
  const sent = [...base.url.searchParams.keys(), ...Object.keys(base.json ?? {})];
  const named = NAMES.filter((name) => sent.includes(name));
  const types = named.flatMap((name) =>
    CASES.map(({ named: how, change }) => ({
      about: `${name} in ${how}`,
      change: ({ url, json }: ClientRequest) => {
        const [inQuery, inBody] = [url.searchParams.get(name), json?.[name]];
        if (inQuery !== null) url.searchParams.set(name, change(inQuery));
        if (json && typeof inBody === 'string') json[name] = change(inBody);
      },
    })),
  );
  if (typeof base.json?.details !== 'object') return types;
  const details = CASES.map(({ named: how, change }) => ({
    about: `names of details in ${how}`,
    change: ({ json }: ClientRequest) => {
      if (!json) return;
      const entries = Object.entries(json.details as Record<string, unknown>);
      json.details = Object.fromEntries(entries.map(([key, value]) => [change(key), value]));
    },
  }));
  return [...types, ...details];
}
