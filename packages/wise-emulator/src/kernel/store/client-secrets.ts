/** One secret of a client. Times in milliseconds since 1970. */
export type ClientSecret = {
  id: string;
  value: string;
  /** null: the client came with it. */
  createdAt: number | null;
  /** null: until it is revoked. */
  endsAt: number | null;
};

/** So many may be live at once (assumed: a second one lets a partner change over without a gap). */
export const MOST_LIVE_SECRETS = 2;

/** The secrets of one client, oldest first. */
export class ClientSecrets {
  #secrets: ClientSecret[];

  constructor(values: readonly string[]) {
    this.#secrets = values.map((value) => ({ id: newId(), value, createdAt: null, endsAt: null }));
  }

  live(now: number): ClientSecret[] {
    return this.#secrets.filter(({ endsAt }) => endsAt === null || endsAt > now);
  }

  isLive(value: string, now: number): boolean {
    return this.live(now).some((secret) => secret.value === value);
  }

  /** A new secret beside the live one; undefined when there are two already. */
  rotate(now: number): ClientSecret | undefined {
    const live = this.live(now);
    if (live.length >= MOST_LIVE_SECRETS) return undefined;
    const made = { id: newId(), value: newSecret(), createdAt: now, endsAt: null };
    this.#secrets = [...live, made];
    return made;
  }

  /** Ends a secret now or after a grace; a grace only ever shortens its life. False when no live one has this id. */
  revoke(id: string, now: number, graceSeconds = 0): boolean {
    const secret = this.live(now).find((each) => each.id === id);
    if (!secret) return false;
    secret.endsAt = Math.min(secret.endsAt ?? Number.POSITIVE_INFINITY, now + graceSeconds * 1000);
    this.#secrets = this.live(now);
    return true;
  }
}

function newId(): string {
  return crypto.randomUUID();
}

/** The form of Wise's own secrets: a UUID. */
function newSecret(): string {
  return crypto.randomUUID();
}
