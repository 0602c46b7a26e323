import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

const BESIDE_REPOSITORY = fileURLToPath(new URL('../../../../shared/wise/openapi.yml', import.meta.url));

/**
 * Where Wise's own OpenAPI document lies. It is not ours to publish, so it lies beside the repository, or where
 * WISE_OPENAPI_FILE says.
 */
export function openapiFile(env: Environment = process.env): string {
  return env.WISE_OPENAPI_FILE || BESIDE_REPOSITORY;
}

/**
 * Whether the contract tests have their document. On a user's machine they may do without.
 *
 * @throws where CI is set, or a file was named, and there is none: a run that compares nothing must not be green.
 */
export function hasOpenapiFile(env: Environment = process.env): boolean {
  const file = openapiFile(env);
  if (existsSync(file)) return true;
  if (env.CI || env.WISE_OPENAPI_FILE) {
    throw new Error(`nothing can be held against Wise's API: there is no ${file} (WISE_OPENAPI_FILE)`);
  }
  return false;
}
