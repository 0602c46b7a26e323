import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Where the embedded database, development secrets and the supervisor's notes live. `CONNECT_DATA_DIR` moves it. */
export function defaultDataDir() {
  return path.resolve(process.env.CONNECT_DATA_DIR ?? path.join(root, '.data'));
}
