// npm run audit:verify: walks the sealed audit chain with the vault's own settings: this shell, .env.vault, or else
// what development made for itself.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { verifyCommand } from '#vault/audit/verify-command';
import { ensureDatabase } from './db/ensure.mjs';
import { developmentSecrets } from './dev/secrets.mjs';
import { defaultDataDir, root } from './paths.mjs';
import { productionSettings } from './start/settings.mjs';

async function main(): Promise<void> {
  const settings: Record<string, string> = { ...productionSettings(root, process.env).vault };
  const dataDir = defaultDataDir();
  if (!isSet(settings, 'VAULT_KEYS') && existsSync(path.join(dataDir, 'dev-secrets.json'))) {
    settings.VAULT_KEYS = developmentSecrets(dataDir).VAULT_KEYS ?? '';
  }
  const embedded = isSet(settings, 'VAULT_DATABASE_URL') ? undefined : await ensureDatabase();
  if (embedded !== undefined) settings.VAULT_DATABASE_URL = embedded.vaultUrl;
  try {
    const { text, exitCode } = await verifyCommand(settings);
    (exitCode === 0 ? console.log : console.error)(text);
    process.exitCode = exitCode;
  } finally {
    if (embedded?.started) await embedded.stop();
  }
}

function isSet(settings: Record<string, string>, name: string): boolean {
  return Boolean(settings[name] || settings[`${name}_FILE`]);
}

await main();
