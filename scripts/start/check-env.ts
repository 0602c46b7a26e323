import { ConfigurationError } from '#lib/env/read';
import { parseVaultEnv } from '#lib/env/vault';
import { parseWebEnv } from '#lib/env/web';

type Given = Readonly<Record<string, string>>;

/**
 * Asks both processes' own validation before anything is started, so that one try names everything that is missing.
 * Returns problems that are safe to print: they never repeat a value.
 */
export function configurationProblems(web: Given, vault: Given): string[] {
  return [...problemsOf(() => parseWebEnv(web)), ...problemsOf(() => parseVaultEnv(vault))];
}

function problemsOf(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [error.message];
    throw error;
  }
}
