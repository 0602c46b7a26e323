import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export type EnvSource = Readonly<Record<string, string | undefined>>;

/** A start that cannot go on: every problem at once, each with how to mend it. Safe to print. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(process: string, problems: readonly string[]) {
    super(`${process} cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/**
 * Resolves `NAME_FILE` into `NAME` (a secrets manager mounts files), drops empty values and checks
 * the result against the schema.
 *
 * @throws ConfigurationError listing every missing or wrong name; values are never repeated in it.
 */
export function readEnv<Shape extends z.ZodRawShape>(
  processName: string,
  schema: z.ZodObject<Shape>,
  source: EnvSource,
  extraProblems: readonly string[] = [],
): z.output<z.ZodObject<Shape>> {
  const problems = [...extraProblems];
  const values: Record<string, string> = {};
  // Only our own names: a machine's environment holds many a foreign NAME_FILE.
  for (const name of Object.keys(schema.shape)) {
    const value = readValue(name, source, problems);
    if (value !== undefined) values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigurationError(processName, problems);
  return parsed.data;
}

function readValue(name: string, source: EnvSource, problems: string[]): string | undefined {
  const value = source[name] || undefined;
  const path = source[`${name}_FILE`] || undefined;
  if (path === undefined) return value;
  if (value !== undefined) {
    problems.push(`${name} and ${name}_FILE are both set; keep one of them`);
    return value;
  }
  try {
    // without the mark Next packs the whole repository beside each page
    return readFileSync(/* turbopackIgnore: true */ path, 'utf8').trim();
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}
