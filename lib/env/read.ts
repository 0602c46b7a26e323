import type * as z from 'zod';
import { readText } from './text-file.mjs';

export type EnvSource = Readonly<Record<string, string | undefined>>;

/** A start that cannot go on: every problem at once, each with how to fix it. Safe to print. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(process: string, problems: readonly string[], options?: ErrorOptions) {
    super(`${process} cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, options);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/**
 * Resolves `NAME_FILE` into `NAME` (a secrets manager mounts files), drops empty values and checks
 * the result against the schema.
 *
 * @throws ConfigurationError listing every missing or wrong name; values are never repeated in it, but for what is an address and nothing else.
 */
export function readEnv<Shape extends z.ZodRawShape>(
  processName: string,
  schema: z.ZodObject<Shape>,
  source: EnvSource,
  extraProblems: readonly string[] = [],
): z.output<z.ZodObject<Shape>> {
  const problems = [...environmentProblems(source), ...extraProblems];
  const values: Record<string, string> = {};
  // Only our own names: a machine's environment holds many a foreign NAME_FILE.
  for (const name of Object.keys(schema.shape)) {
    const value = readValue(name, source, problems);
    if (value !== undefined) values[name] = value;
  }
  // zod writes and compiles a function for a schema when it is first used; this one is used once
  const parsed = schema.safeParse(values, { jitless: true });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigurationError(processName, problems);
  return parsed.data;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** What `node --env-file` and `docker --env-file` hand on as it stands: the first name would be another, and so would a value. */
function environmentProblems(source: EnvSource): string[] {
  return Object.keys(source)
    .filter((name) => name.startsWith(BYTE_ORDER_MARK))
    .map(
      (name) =>
        `${name.slice(1)}: the file that sets it begins with a byte order mark (BOM): save it as UTF-8 without one`,
    );
}

function readValue(name: string, source: EnvSource, problems: string[]): string | undefined {
  const value = source[name] || undefined;
  const path = source[`${name}_FILE`] || undefined;
  if (value !== undefined && isQuoted(value)) {
    problems.push(`${name} begins and ends with a quotation mark, which is part of it here: leave both out`);
    return undefined;
  }
  if (path === undefined) return value;
  if (value !== undefined) {
    problems.push(`${name} and ${name}_FILE are both set; keep one of them`);
    return value;
  }
  const read = readText(path);
  if ('text' in read) return read.text.trim();
  problems.push(`${name}_FILE names a file that ${read.problem}`);
  return undefined;
}

function isQuoted(value: string): boolean {
  return value.length > 1 && /^["'`]/.test(value) && value.at(-1) === value[0];
}
