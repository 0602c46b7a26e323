import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

/** Something that can be written down and taken up again; `load` throws, and changes nothing, when it cannot. */
export type Keepable = { toJSON(): unknown; load(kept: unknown): void };
type Stores = Readonly<Record<string, Keepable>>;

/**
 * Keeps these stores in a file: Wise forgets no token because somebody's emulator was killed. Written before the answer
 * that tells of a change is sent; only what a fault did to a connection that it cut may be forgotten.
 */
export function keepSnapshot(server: FastifyInstance, file: string, stores: Stores): void {
  takeUp(file, stores);
  let written = '';
  server.addHook('onSend', async () => {
    const now = JSON.stringify(stores);
    if (now === written) return;
    // beside it and renamed: whoever is killed half-way leaves the old file whole
    writeFileSync(`${file}.new`, now, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    written = now;
  });
}

function takeUp(file: string, stores: Stores): void {
  if (!existsSync(file)) return;
  const problems: string[] = [];
  const attempt = (what: string, act: () => void) => {
    try {
      act();
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  let kept: Record<string, unknown> = {};
  attempt('all of it', () => {
    kept = JSON.parse(readFileSync(file, 'utf8'));
  });
  for (const [name, store] of Object.entries(stores)) {
    if (kept[name] !== undefined) attempt(name, () => store.load(kept[name]));
  }
  if (problems.length === 0) return;
  copyFileSync(file, `${file}.unreadable`);
  process.stderr.write(
    `${file} is not of this version, what it says of these begins anew (a copy is ${file}.unreadable)\n${problems.join('\n')}\n`,
  );
}
