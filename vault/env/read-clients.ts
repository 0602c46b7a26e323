import { existsSync } from 'node:fs';
import type * as z from 'zod';
import { type EnvSource, readEnv } from '#lib/env/read';
import { readText } from '#lib/env/text-file.mjs';

const NEXT_FILES = [
  'WISE_SANDBOX_CLIENT_SECRET_NEXT_FILE',
  'WISE_PRODUCTION_CLIENT_SECRET_NEXT_FILE',
] as const;

/**
 * As `readEnv`, but the file of the next client secret may be empty or missing until somebody rotates the secret: it is
 * read again whenever it changes (design 4.14).
 *
 * @throws ConfigurationError
 */
export function readClients<Shape extends z.ZodRawShape>(
  name: string,
  schema: z.ZodObject<Shape>,
  source: EnvSource,
  problems: readonly string[],
): z.output<z.ZodObject<Shape>> {
  const empty = NEXT_FILES.filter((each) => source[each] && isEmpty(source[each]));
  const read = { ...source, ...Object.fromEntries(empty.map((each) => [each, undefined])) };
  const env = readEnv(name, schema, read, problems);
  return { ...env, ...Object.fromEntries(empty.map((each) => [each, source[each]])) };
}

function isEmpty(path: string): boolean {
  if (!existsSync(path)) return true;
  const read = readText(path);
  return 'text' in read && read.text.trim() === '';
}
