import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Openapi, Schema } from './openapi';

/** Says what is wrong with a value; nothing when it fits. */
export type Validate = (value: unknown) => string[];

/**
 * Checks by the schemas of the file, closed: a field that the file does not name is a mismatch too, because most of
 * its objects require nothing, and an open schema would let anything through.
 */
export class Validators {
  readonly #strict: Kept;
  readonly #coercing: Kept;

  constructor(openapi: Openapi) {
    this.#strict = { ajv: makeAjv(openapi, false), made: new Map() };
    this.#coercing = { ajv: makeAjv(openapi, true), made: new Map() };
  }

  of(schema: Schema): Validate {
    return made(this.#strict, schema, (closed) => closed);
  }

  /** For forms, paths, queries and headers, where everything is text: "7" is an integer. */
  ofText(schema: Schema): Validate {
    // Only what stands inside something else can be converted.
    const validate = made(this.#coercing, schema, (closed) => ({ properties: { value: closed } }));
    return (value) => validate({ value });
  }
}

type Kept = { ajv: Ajv2020; made: Map<Schema, Validate> };

function made(kept: Kept, schema: Schema, wrap: (closed: Schema) => Schema): Validate {
  const known = kept.made.get(schema);
  if (known) return known;
  const validate = describing(kept.ajv.compile(wrap(rebased(close(schema)))));
  kept.made.set(schema, validate);
  return validate;
}

const ROOT = 'wise';

function makeAjv(openapi: Openapi, coerceTypes: boolean): Ajv2020 {
  // Not strict: OpenAPI's own words (`example`, `discriminator`, `x-…`) are none of JSON Schema's.
  const ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes, validateFormats: true });
  addFormats.default(ajv);
  // Wise's own examples of `date-time` come without a zone (`2023-01-15T10:30:00`), against RFC 3339.
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/);
  ajv.addFormat('decimal', /^-?\d+(\.\d+)?$/);
  for (const free of ['string', 'FREE_FORM', 'application/json']) ajv.addFormat(free, true);
  ajv.addFormat('UUID', ajv.formats.uuid ?? true);
  const schemas = mapValues(openapi.document.components.schemas ?? {}, (schema) => close(schema as Schema));
  ajv.addSchema({ $id: ROOT, components: { schemas } });
  return ajv;
}

function describing(validate: ValidateFunction): Validate {
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const detail = JSON.stringify(params);
      return `${instancePath || '(whole)'} ${message ?? ''} ${detail}`;
    });
  };
}

const MAPS = ['properties', 'patternProperties'];
const LISTS = ['oneOf', 'anyOf', 'allOf'];

/** The same schema without room for fields that it does not name. */
function close(schema: Schema): Schema {
  const closed: Schema = { ...schema };
  for (const key of MAPS) {
    if (isObject(schema[key])) closed[key] = mapValues(schema[key], (part) => closeAny(part));
  }
  for (const key of LISTS) {
    if (Array.isArray(schema[key])) closed[key] = schema[key].map(closeAny);
  }
  if (schema.items !== undefined) closed.items = closeAny(schema.items);
  const isOpen = schema.additionalProperties === undefined && !LISTS.some((key) => key in schema);
  if (isObject(schema.properties) && isOpen) closed.additionalProperties = false;
  return closed;
}

function closeAny(part: unknown): unknown {
  return isObject(part) ? close(part) : part;
}

/** References of the file, to be looked up in its components. */
function rebased(schema: Schema): Schema {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${ROOT}#/`);
  return JSON.parse(text) as Schema;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues<From, To>(object: Record<string, From>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
