import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mailbox } from '#test/mailbox';
import type { Passage } from './balancer';
import type { ScanTarget } from './secrets-to-find';
import type { Stack } from './stack';

/** What all processes printed, and PostgreSQL's own log. */
export async function logTargets(stack: Stack): Promise<ScanTarget[]> {
  const [row] = await stack.database.superuser('SHOW data_directory');
  const postgres = path.join(String(row?.data_directory), '..', 'pg.log');
  return [
    ...stack.processes.map(({ name, output }) => ({ where: `log of ${name}`, content: output })),
    { where: 'log of PostgreSQL', content: await readFile(postgres, 'utf8') },
  ];
}

/** Every value of every column of both schemas; bytes as they are, the rest as text. */
export async function databaseTargets(stack: Stack): Promise<ScanTarget[]> {
  const columns = await stack.database.owner(
    `SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema IN ('public', 'vault')`,
  );
  const targets: ScanTarget[] = [];
  for (const { table_schema, table_name, column_name, data_type } of columns) {
    const where = `${table_schema}.${table_name}.${column_name}`;
    const value = data_type === 'bytea' ? `"${column_name}"` : `"${column_name}"::text`;
    const rows = await stack.database.owner(
      `SELECT ${value} AS value FROM "${table_schema}"."${table_name}" WHERE "${column_name}" IS NOT NULL`,
    );
    for (const { value: found } of rows) {
      targets.push({ where, content: Buffer.isBuffer(found) ? found : String(found) });
    }
  }
  return targets;
}

/** Every message that the product has sent, as it went over the wire. */
export function mailTargets({ received }: Mailbox): ScanTarget[] {
  return received.map(({ subject, raw, text }) => ({
    where: `mail "${subject}"`,
    content: `${raw}\n${text}`,
  }));
}

/** The addresses and bodies of everything that the web answered. */
export function passageTargets(passages: readonly Passage[]): ScanTarget[] {
  return passages.flatMap(({ method, path: address, body, location, type }) => {
    const where = `${method} ${address.split('?')[0]}`;
    return [
      { where: `address of ${where}`, content: address },
      { where: `${type.startsWith('text/x-component') ? 'payload' : 'body'} of ${where}`, content: body },
      { where: `Location of ${where}`, content: location ?? '' },
    ];
  });
}
