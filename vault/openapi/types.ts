/** A JSON Schema, 2020-12: what OpenAPI 3.1 takes. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [other: string]: unknown;
};

type Content = Readonly<Record<string, { schema?: Schema; example?: unknown }>>;

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: Schema;
};

export type Answer = {
  description: string;
  headers?: Readonly<Record<string, { description?: string; schema: Schema }>>;
  content?: Content;
};

/** One operation, as far as we write any. */
export type Operation = {
  operationId: string;
  tags: readonly string[];
  summary: string;
  description?: string;
  security?: readonly object[];
  parameters?: readonly Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Readonly<Record<string, Answer>>;
  /** Ready to be pasted into a shell; an extension that renderers of OpenAPI know. */
  'x-codeSamples': readonly { lang: string; source: string }[];
};

export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

export type OpenApi = {
  openapi: string;
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: readonly object[];
  security: readonly object[];
  tags: readonly { name: string }[];
  paths: Paths;
  components: { securitySchemes: object; schemas: Readonly<Record<string, Schema>> };
};
