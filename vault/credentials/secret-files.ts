import { readText } from '#lib/env/text-file.mjs';
import type { Logger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import type { WiseClient } from '#vault/wise/client';
import type { SecretSlot } from '#vault/wise/client-secrets';

/** What a file held when it was read last, and what it is told of. */
type Seen = { text: string; problem: string | undefined };

/**
 * Reads the files that client secrets are in again. A content counts when two reads in a row found the same, so that a
 * half-written file is no secret; one that is empty or cannot be read changes nothing, and is told once. Whether a new
 * secret works is not known here: it is asked before it is used.
 */
export class SecretFiles {
  readonly #clients: readonly WiseClient[];
  readonly #log: Logger;
  readonly #seen = new Map<string, Seen>();

  constructor(clients: readonly WiseClient[], log: Logger) {
    this.#clients = clients;
    this.#log = log;
  }

  /** @returns the clients one of whose secrets is another one now. */
  read(): WiseClient[] {
    return this.#clients.filter((client) => {
      const changed = (['current', 'next'] as const).filter((slot) => this.#readSlot(client, slot));
      return changed.length > 0;
    });
  }

  #readSlot(client: WiseClient, slot: SecretSlot): boolean {
    const path = client.config.secretFiles?.[slot];
    if (path === undefined) return false;
    const read = readText(path);
    const text = 'text' in read ? read.text.trim() : '';
    const problem = 'text' in read ? (text === '' ? 'is empty' : undefined) : read.problem;
    const before = this.#seen.get(path);
    this.#seen.set(path, { text, problem });
    if (problem !== undefined && slot === 'next') return this.#drop(client, before?.problem !== undefined);
    if (problem !== undefined) {
      if (before?.problem !== problem) this.#tell(client, slot, problem);
      return false;
    }
    if (before?.text !== text || client.secrets.named(slot)?.reveal() === text) return false;
    client.secrets.rename(slot, new Secret(text));
    const { environment, clientId } = client.config;
    this.#log.info({ environment, clientId, slot }, 'the file of a client secret has another content');
    return true;
  }

  /** The file of the next secret was emptied or is gone: nothing follows any more, unless that one is in use. */
  #drop(client: WiseClient, isSecondTime: boolean): boolean {
    const next = client.secrets.named('next');
    if (next === undefined || !isSecondTime) return false;
    const isNeeded = client.secrets.slotOf(client.secrets.inUse()) === 'next';
    if (!isNeeded) client.secrets.dropNext();
    return !isNeeded;
  }

  #tell(client: WiseClient, slot: SecretSlot, problem: string): void {
    const { environment, clientId } = client.config;
    this.#log.warn(
      { environment, clientId, slot, problem },
      'the file of a client secret says nothing; the secret that it held is still used',
    );
  }
}
