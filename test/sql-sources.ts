import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDERS = ['app', 'lib', 'web', 'vault', 'prisma', 'cli', 'scripts/db', 'scripts/start'];

/** Every file of the product that may hold a statement of SQL, tests left out. */
export function sqlSources(): { file: string; text: string }[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(
        (name) =>
          /\.(tsx?|mjs|sql)$/.test(name) && !/\.test\.tsx?$/.test(name) && !/(^|\/)generated\//.test(name),
      )
      .map((name) => path.posix.join(folder, name)),
  ).map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
}
