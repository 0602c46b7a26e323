import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Development's own secrets: made once, kept in the data folder, so that sessions and sealed records outlive a restart.
 * @param {string} dataDir
 * @returns {Record<string, string>}
 */
export function developmentSecrets(dataDir) {
  const file = path.join(dataDir, 'dev-secrets.json');
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8'));
  const secrets = {
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    VAULT_INTERNAL_KEY: randomBytes(32).toString('base64'),
    VAULT_KEYS: `dev1:${randomBytes(32).toString('base64')}`,
  };
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
  return secrets;
}
