/**
 * Whether a command means what `npm run dev` runs: nothing of a production vault is set. Keys alone do not tell: who tries a root
 * key sets it for both, as the runbook says, and keeps development's other settings.
 * @param {Readonly<Record<string, string | undefined>>} vault what this shell and .env.vault set
 * @returns {boolean}
 */
export function isOfDevelopment(vault) {
  const isSet = (/** @type {string} */ name) => Boolean(vault[name] || vault[`${name}_FILE`]);
  if (isSet('VAULT_KEYS')) return false;
  const hasRoot = isSet('VAULT_ROOT_KEY') || isSet('VAULT_ROOT_PROVIDER');
  return !hasRoot || !(isSet('VAULT_DATABASE_URL') || isSet('VAULT_INTERNAL_KEY'));
}
