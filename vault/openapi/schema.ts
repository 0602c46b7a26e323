import * as z from 'zod';
import type { Schema } from './types';

/**
 * As a client sees it: before our transforms, and without the patterns that zod adds to a format or that belong to the text
 * of a number in an address.
 */
export function schemaOf(schema: z.ZodType): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined || jsonSchema.type === 'integer') delete jsonSchema.pattern;
    },
  });
  // zod's own type of a JSON Schema names more than ours and nothing differently
  return rest as Schema;
}

/** One line about a value: where it stands, what it is, what it means. */
export type Field = { name: string; type: string; description?: string; isRequired: boolean };

/** Every named value of an object, nested ones by their path: `customer.id`, `data[].profile_id`. */
export function fieldsOf(schema: Schema, before = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = `${before}${key}`;
    const { description } = value;
    const isRequired = schema.required?.includes(key) ?? false;
    const field = {
      name,
      type: typeText(value),
      isRequired,
      ...(description === undefined ? {} : { description }),
    };
    return [field, ...inner(value, name)];
  });
}

function inner(schema: Schema, name: string): Field[] {
  if (schema.items !== undefined) return fieldsOf(schema.items, `${name}[].`);
  const { anyOf = [schema] } = schema;
  return anyOf.flatMap((each) => fieldsOf(each, `${name}.`));
}

/** `string, uuid`, `one of active, disconnected`, `integer or null`. */
export function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(' or ');
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  const type = schema.type === undefined ? 'any JSON' : [schema.type].flat().join(' or ');
  return schema.format === undefined ? type : `${type}, ${schema.format}`;
}
