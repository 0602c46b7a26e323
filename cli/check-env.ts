import { ConfigurationError } from '#lib/env/read';
import { parseVaultEnv, type VaultEnv } from '#vault/env/vault-env';
import { parseWebEnv, type WebEnv } from '#web/env/web-env';

type Given = Readonly<Record<string, string>>;

/**
 * Asks both processes' own validation before anything is started, so that one try names everything that is missing.
 * Returns problems that are safe to print: they never repeat a value.
 */
export function configurationProblems(web: Given, vault: Given): string[] {
  const [ofWeb, ofVault] = [parsed(() => parseWebEnv(web)), parsed(() => parseVaultEnv(vault))];
  const problems = [ofWeb, ofVault].flatMap((each) => ('problem' in each ? [each.problem] : []));
  return 'env' in ofWeb && 'env' in ofVault ? differences(ofWeb.env, ofVault.env) : problems;
}

/** What both processes have to know alike: else customers come back from Wise to a vault that cannot take their code. */
function differences(web: WebEnv, vault: VaultEnv): string[] {
  const fix = 'give both the same';
  const clients = (['WISE_SANDBOX_CLIENT_ID', 'WISE_PRODUCTION_CLIENT_ID'] as const)
    .filter((name) => web[name] !== vault[name])
    .map((name) => {
      if (web[name] === undefined) return `${name} is set for the vault and not for web: ${fix}`;
      if (vault[name] === undefined) return `${name} is set for web and not for the vault: ${fix}`;
      return `${name} of web is another than that of the vault: ${fix}`;
    });
  // the vault writes the address of a page of web into its answers: a default would send customers to localhost
  const addresses =
    web.APP_URL === vault.APP_URL ? [] : [`APP_URL of web is another than that of the vault: ${fix}`];
  // else web hands nothing over where the vault wants it, or keeps what nobody compares
  const policy =
    web.MATCH_POLICY === vault.MATCH_POLICY
      ? []
      : [`MATCH_POLICY of web is another than that of the vault: ${fix}`];
  const isSameKey = web.VAULT_INTERNAL_KEY.reveal() === vault.VAULT_INTERNAL_KEY.reveal();
  return isSameKey
    ? [...clients, ...addresses, ...policy]
    : [
        ...clients,
        ...addresses,
        ...policy,
        `VAULT_INTERNAL_KEY of web is another than that of the vault: ${fix}`,
      ];
}

function parsed<Env>(parse: () => Env): { env: Env } | { problem: string } {
  try {
    return { env: parse() };
  } catch (error) {
    if (error instanceof ConfigurationError) return { problem: error.message };
    throw error;
  }
}
