import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../paths.mjs';
import { isProduct, nameOf, type Sources } from './program';

export type TableWriters = { table: string; files: string[]; modules: string[] };

/** Which files and modules write each table of the schema: by SQL, through Prisma's client, or by a rule of retention. */
export function measureWriters(sources: Sources): TableWriters[] {
  const files = sources.files.filter((file) => isProduct(nameOf(file)));
  return tables().map(({ model, table, nested }) => {
    const writes = writesOf(model, table, nested);
    const writers = files
      .filter(
        (file) =>
          writes.test(file.text) ||
          writesByName(sources, file, table) ||
          isSweptBy(nameOf(file), file.text, table),
      )
      .map((file) => nameOf(file));
    return { table, files: writers.sort(), modules: [...new Set(writers.map(moduleOf))].sort() };
  });
}

/** `vault/grants/vend.ts` → `vault/grants`; `cli/api-key.ts` → `cli`. */
export const moduleOf = (name: string): string => {
  const folders = name.split('/').slice(0, -1);
  return ['app', 'components'].includes(folders[0] ?? '')
    ? (folders[0] ?? '')
    : folders.slice(0, 2).join('/');
};

/** SQL over a `${name}` that is chosen at run time: it may write each table that the name stands for, here or in an import. */
function writesByName(sources: Sources, file: ts.SourceFile, table: string): boolean {
  const written = [...file.text.matchAll(/(?:INSERT INTO|DELETE FROM|UPDATE)\s+\$\{[^}]*?(\w+)\}/g)];
  if (written.length === 0) return false;
  const sql = `Prisma\\.sql\`${table.replace('.', '\\.')}\``;
  const named = new RegExp(`\\b(?:${written.map(([, name]) => name).join('|')}): ${sql}`);
  return new RegExp(sql).test(file.text) || importsOf(sources, file).some(({ text }) => named.test(text));
}

const RULES = 'lib/retention/rules.ts';

/** The sweep deletes from the tables that a list of rules names, so no statement has their names. */
function isSweptBy(file: string, text: string, table: string): boolean {
  if (file !== RULES) return false;
  const rules = text.matchAll(/(?:schema: '(\w+)',\s*)?table: '(\w+)',\s*isOver/g);
  return [...rules].some(([, schema = 'public', name]) => `${schema}.${name}` === table);
}

function importsOf({ program }: Sources, file: ts.SourceFile): ts.SourceFile[] {
  const checker = program.getTypeChecker();
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier);
    return module?.declarations?.filter((each) => ts.isSourceFile(each)) ?? [];
  });
}

type Table = {
  model: string;
  table: string;
  /** `customer.accounts`: what other models call its rows, and may write them by. */
  nested: string[];
};

function tables(): Table[] {
  const schema = readFileSync(path.join(root, 'prisma/schema.prisma'), 'utf8');
  const models = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].map(([, name = '', body = '']) => ({
    name,
    body,
  }));
  return models.map(({ name, body }) => ({
    model: clientNameOf(name),
    table: `${/@@schema\("(\w+)"\)/.exec(body)?.[1]}.${/@@map\("(\w+)"\)/.exec(body)?.[1]}`,
    nested: models.flatMap((other) =>
      [...other.body.matchAll(new RegExp(`^  (\\w+) +${name}\\b`, 'gm'))].map(
        ([, field]) => `${clientNameOf(other.name)}.${field}`,
      ),
    ),
  }));
}

const clientNameOf = (model: string): string => `${model.charAt(0).toLowerCase()}${model.slice(1)}`;

function writesOf(model: string, table: string, nested: readonly string[]): RegExp {
  const bare = table.split('.')[1] ?? '';
  // a table of another schema of the same name does not exist, so the schema may be left out
  const named = `(?:\\w+\\.)?${bare}\\b`;
  const sql = `(?:INSERT INTO|DELETE FROM|MERGE INTO)\\s+${named}|\\bUPDATE\\s+(?:ONLY\\s+)?${named}(?=[^;]{0,40}\\bSET\\b)`;
  const client = `\\.${model}\\.(?:create|update|upsert|delete)\\w*\\(`;
  const within = nested.map((each) => {
    const [owner, field] = each.split('.');
    return `\\.${owner}\\.(?:create|update|upsert)\\w*\\([^;]*?\\b${field}: \\{\\s*(?:create|connectOrCreate|update|upsert|delete)`;
  });
  return new RegExp([sql, client, ...within].join('|'));
}
