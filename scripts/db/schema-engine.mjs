#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which only exists as a download: the same engine as WASM from npm,
// behind the protocol of Prisma's command line (JSON-RPC lines on standard input and output).
// It serves what this project uses, `generate`, `validate` and `migrate diff` (scripts/db/new-migration.mjs); migrations
// are applied by scripts/db/migrate.mjs. Everything else is refused rather than pretended.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { messageOf } from '../error.mjs';

const SERVED = new Set(['diff', 'getDatabaseVersion']);
const words = process.argv.slice(2);
if (words.includes('--version')) {
  process.stdout.write('schema-engine-wasm\n');
  process.exit(0);
}
const valuesOf = (/** @type {string} */ name) =>
  words.flatMap((word, at) => (word === name ? [words[at + 1] ?? ''] : []));
/** @type {[string, string][]} */
const schemas = valuesOf('--datamodels').map((file) => [file, readFileSync(file, 'utf8')]);
const url = JSON.parse(valuesOf('--datasource')[0] ?? '{}').url;

// adapter-pg 7.10.0 does not know PostgreSQL's internal one-byte type "char" (18), which the engine reads from the
// catalogue: present it as text (25).
// The method is pg's own, which its types leave out.
/** @typedef {(message: { fields: { dataTypeID: number }[] }) => void} RowDescriptionHandler */
const prototype = /** @type {{ handleRowDescription: RowDescriptionHandler }} */ (
  /** @type {unknown} */ (pg.Query.prototype)
);
const { handleRowDescription } = prototype;
/** @type {RowDescriptionHandler} */
prototype.handleRowDescription = function presentCharAsText(message) {
  for (const field of message.fields) if (field.dataTypeID === 18) field.dataTypeID = 25;
  return handleRowDescription.call(this, message);
};

// The engine takes text for most "char" columns, but insists on a character for this one: without it every database
// with a CHECK constraint makes it give up.
const CHARACTER = 6;
/** @param {Awaited<ReturnType<PrismaPg['connect']>>} connection */
function withCharacters(connection) {
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const at = result.columnNames.indexOf('constraint_type');
    if (at >= 0) result.columnTypes[at] = CHARACTER;
    return result;
  };
  return connection;
}

// Where the engine leaves the reason when it gives up; without it the reason is lost.
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message: (/** @type {string} */ reason) => process.stderr.write(`\n${reason}\n`),
  },
});

async function startEngine() {
  const runtime = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const folder = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace(/[^/\\]+$/, '');
  const { instance } = await WebAssembly.instantiate(readFileSync(`${folder}schema_engine_bg.wasm`), {
    './schema_engine_bg.js': runtime,
  });
  runtime.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start !== 'function') throw new Error('the schema engine of this version has no start function');
  start();
  const factory = new PrismaPg({ connectionString: url });
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => withCharacters(await factory.connect()),
    connectToShadowDb: () => Promise.reject(new Error('no shadow database: use `npm run db:migrate:new`')),
  });
  return runtime.SchemaEngine.new(
    { datamodels: schemas.length > 0 ? schemas : undefined },
    () => undefined,
    adapter,
  );
}

const send = (/** @type {object} */ message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
/** @type {Awaited<ReturnType<typeof startEngine>> | undefined} */
let engine;

/** @typedef {import('@prisma/schema-engine-wasm').DiffParams} DiffParams */
/** @typedef {import('@prisma/schema-engine-wasm').GetDatabaseVersionInput} VersionInput */
/** @typedef {{ method: 'diff'; params: DiffParams } | { method: 'getDatabaseVersion'; params: VersionInput }} Served */

/** @param {Served} request */
async function serve({ method, params }) {
  if (!SERVED.has(method)) throw new Error(`${method} is not served here: see \`npm run db:migrate\``);
  engine ??= await startEngine();
  if (method === 'getDatabaseVersion') return engine.version(params);
  const result = await engine.diff(params);
  if (result?.stdout != null) send({ id: 1, method: 'print', params: { content: result.stdout } });
  return result;
}

/** @param {Served & { id: number }} request */
async function answer({ id, ...request }) {
  try {
    send({ id, result: (await serve(request)) ?? {} });
  } catch (error) {
    const message = messageOf(error);
    const data = { is_panic: false, message, error_code: /^Error code: (P\d+)/.exec(message)?.[1], meta: {} };
    send({
      id,
      error: { code: 4466, message: 'An error happened. Check the data field for details.', data },
    });
  }
}

let last = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const message = line.trim() ? JSON.parse(line) : {};
    // a line without a method answers one of our own "print" calls
    if (message.method) last = last.then(() => answer(message));
  })
  .on('close', () => last.then(() => process.exit(0)));
