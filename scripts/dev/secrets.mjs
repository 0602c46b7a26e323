import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** @type {Record<string, () => string>} */
const SECRETS = {
  NEXTAUTH_SECRET: () => randomBytes(32).toString('base64'),
  VAULT_INTERNAL_KEY: () => randomBytes(32).toString('base64'),
  VAULT_KEYS: () => `dev1:${randomBytes(32).toString('base64')}`,
  // the emulator's own, so that the vault knows its public half before either has started
  EMULATOR_WEBHOOK_KEY: () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
};

/**
 * Development's own secrets: made once, kept in the data folder, so that sessions and sealed records outlive a restart.
 * @param {string} dataDir
 * @returns {Record<string, string>}
 */
export function developmentSecrets(dataDir) {
  const file = path.join(dataDir, 'dev-secrets.json');
  /** @type {Record<string, string>} */
  const kept = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  const missing = Object.entries(SECRETS).filter(([name]) => kept[name] === undefined);
  if (missing.length === 0) return kept;
  const secrets = { ...kept, ...Object.fromEntries(missing.map(([name, make]) => [name, make()])) };
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
  return secrets;
}
