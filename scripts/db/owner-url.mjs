import { readText } from '../../lib/env/text-file.mjs';
import { environmentFolder, productionSettings } from '../start/settings.mjs';
import { usesOutsideServer } from '../supervise/addresses.mjs';

/**
 * Role connect_owner's address of a database that is not the embedded one: `MIGRATION_DATABASE_URL`, or the file that
 * `MIGRATION_DATABASE_URL_FILE` names, which no shell's history and no list of processes shows.
 * @param {Record<string, string | undefined>} shell
 * @returns {string | undefined} undefined: the embedded one is meant
 * @throws when web and vault use a server of somebody's: an embedded one beside it would be changed, and nobody would notice
 */
export function outsideOwnerUrl(shell) {
  const { MIGRATION_DATABASE_URL: url, MIGRATION_DATABASE_URL_FILE: file } = shell;
  if (url && file) throw new Error('set MIGRATION_DATABASE_URL or MIGRATION_DATABASE_URL_FILE, not both');
  if (url) return url;
  if (file) {
    const read = readText(file);
    if ('problem' in read) throw new Error(`MIGRATION_DATABASE_URL_FILE names a file that ${read.problem}`);
    return read.text.trim();
  }
  const { web, vault } = productionSettings(environmentFolder(), shell);
  if (!usesOutsideServer({ ...web, ...vault })) return undefined;
  throw new Error(
    'web and vault use a PostgreSQL that is not the embedded one: set MIGRATION_DATABASE_URL (or MIGRATION_DATABASE_URL_FILE) ' +
      'to its address for role connect_owner',
  );
}
