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
export function readEnv<Shape extends z.ZodType>(
  processName: string,
  schema: Shape,
  source: EnvSource,
  extraProblems: readonly string[] = [],
): z.output<Shape> {
  const problems = [...extraProblems];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && value !== '') values[name] = value;
  }
  for (const [name, path] of Object.entries(values)) {
    if (!name.endsWith('_FILE') || KEPT_AS_PATHS.has(name)) continue;
    const target = name.slice(0, -'_FILE'.length);
    if (values[target] !== undefined) {
      problems.push(`${target} and ${name} are both set; keep one of them`);
      continue;
    }
    try {
      values[target] = readFileSync(path, 'utf8').trim();
    } catch {
      problems.push(`${name} names a file that cannot be read`);
    }
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigurationError(processName, problems);
  return parsed.data;
}

/** Names whose value is a path by design, not a secret mounted as a file. */
const KEPT_AS_PATHS = new Set([
  'PARTNER_LOGO_FILE',
  'WISE_SANDBOX_MTLS_CERT_FILE',
  'WISE_SANDBOX_MTLS_KEY_FILE',
  'WISE_SANDBOX_MTLS_CA_FILE',
  'WISE_SANDBOX_WEBHOOK_PUBLIC_KEYS_FILE',
  'WISE_PRODUCTION_MTLS_CERT_FILE',
  'WISE_PRODUCTION_MTLS_KEY_FILE',
  'WISE_PRODUCTION_MTLS_CA_FILE',
  'WISE_PRODUCTION_WEBHOOK_PUBLIC_KEYS_FILE',
]);
