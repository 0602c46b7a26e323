/**
 * Whether a command means what `npm run dev` runs: nothing of a production vault is set. Keys alone do not tell: who tries a root
 * key sets it for both, as the runbook says, and keeps development's other settings.
 * @param {Readonly<Record<string, string | undefined>>} vault what this shell and .env.vault set
 * @returns {boolean}
 */
export function isOfDevelopment(vault) {
  if (isSet(vault, 'VAULT_KEYS')) return false;
  const hasRoot = isSet(vault, 'VAULT_ROOT_KEY') || isSet(vault, 'VAULT_ROOT_PROVIDER');
  return !hasRoot || !(isSet(vault, 'VAULT_DATABASE_URL') || isSet(vault, 'VAULT_INTERNAL_KEY'));
}

/**
 * By itself, or by the file that it stands in.
 * @param {Readonly<Record<string, string | undefined>>} settings @param {string} name
 */
export const isSet = (settings, name) => Boolean(settings[name] || settings[`${name}_FILE`]);
