import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { clientSchema, type EmulatorClient } from './kernel/store/client-schema';

/** Throws an Error that says what is wrong with which client. @param source a file's name, or the list itself as JSON. */
export function readClients(source: string): EmulatorClient[] {
  const isText = source.trimStart().startsWith('[');
  const where = isText ? 'the given clients' : source;
  const text = isText ? source : readFile(source);
  try {
    return z.array(clientSchema).min(1).parse(JSON.parse(text)).map(checkUnique());
  } catch (error) {
    throw new Error(`${where}: ${problemOf(error)}`, { cause: error });
  }
}

function readFile(name: string): string {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    throw new Error(`The file of clients cannot be read: ${problemOf(error)}`, { cause: error });
  }
}

function checkUnique() {
  const ids = new Set<string>();
  return (client: z.output<typeof clientSchema>) => {
    if (ids.has(client.clientId)) throw new Error(`two clients have the id "${client.clientId}"`);
    ids.add(client.clientId);
    return client;
  };
}

function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
