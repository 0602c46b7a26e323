import { CappedMap } from './capped-map';
import { newClientToken } from './client-token';

/** 7,300 days: what Wise's examples and recordings of July 2026 both fit. */
export const REFRESH_TOKEN_SECONDS = 630_720_000;
const CLIENT_TOKEN_CAPACITY = 50_000;
const CLOSED_CAPACITY = 10_000;
/** Superseded access tokens that one connection may keep; the oldest dies first. */
const EARLIER_CAPACITY = 1_000;

/** An application token (client_credentials) has no user, profile or refresh token. */
export type AccessToken = {
  token: string;
  /** The refresh token it was handed out with. */
  refreshToken: string | null;
  clientId: string;
  userId: string | null;
  profileId: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
};

/** What one consent gave: refresh token, its current access token, and what it inherited. Times in milliseconds. */
export type Grant = {
  clientId: string;
  userId: string;
  profileId: string | null;
  refreshToken: string;
  refreshExpiresAt: number;
  access: AccessToken;
  /** Access tokens of grants that this one replaced: they live until they expire or this grant is refreshed. */
  earlier: AccessToken[];
};

export type GrantOwner = Pick<Grant, 'clientId' | 'userId' | 'profileId'>;
export type IssuedGrant = { grant: Grant; replacedRefreshToken: string | null };
export type Refreshed = { grant: Grant; previousAccessToken: string; replacedRefreshToken: string | null };

export type LiveToken = {
  accessToken: string;
  refreshToken: string | null;
  clientId: string;
  userId: string | null;
  profileId: string | null;
  accessExpiresAt: string;
  accessLive: boolean;
  refreshLive: boolean;
};

const keyOf = (owner: GrantOwner) => JSON.stringify([owner.clientId, owner.userId, owner.profileId]);

/** Every token that Wise would accept. A token that is not in here is dead, whatever it once was. */
export class TokenStore {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, Grant>();
  readonly #current = new Map<string, Grant>();
  readonly #clientTokens = new CappedMap<string, AccessToken>(CLIENT_TOKEN_CAPACITY);
  readonly #closed = new CappedMap<string, true>(CLOSED_CAPACITY);

  /**
   * A new consent. One live grant per client × user × profile: the old refresh token dies now, the old access
   * token lives on (oauth-and-tokens.md 2.5).
   */
  issueGrant(owner: GrantOwner, now: number, accessSeconds: number): IssuedGrant {
    const old = this.#current.get(keyOf(owner));
    const refreshToken = crypto.randomUUID();
    const grant: Grant = {
      ...owner,
      refreshToken,
      refreshExpiresAt: now + REFRESH_TOKEN_SECONDS * 1000,
      access: this.#newAccess(owner, refreshToken, now + accessSeconds * 1000),
      earlier: old ? this.#inherit(old, now) : [],
    };
    if (old) this.#refresh.delete(old.refreshToken);
    this.#refresh.set(grant.refreshToken, grant);
    this.#current.set(keyOf(owner), grant);
    return { grant, replacedRefreshToken: old?.refreshToken ?? null };
  }

  /** The live grant of a refresh token, or undefined: unknown, replaced, revoked and expired look the same. */
  findRefresh(refreshToken: string, now: number): Grant | undefined {
    const grant = this.#refresh.get(refreshToken);
    return grant && grant.refreshExpiresAt > now ? grant : undefined;
  }

  /** Kills every earlier access token of the connection at once, then makes a new one (2.4). */
  refresh(grant: Grant, now: number, accessSeconds: number, rotate: boolean): Refreshed {
    const previousAccessToken = grant.access.token;
    const oldRefreshToken = grant.refreshToken;
    this.#killAccess(grant);
    if (rotate) {
      this.#refresh.delete(oldRefreshToken);
      grant.refreshToken = crypto.randomUUID();
      this.#refresh.set(grant.refreshToken, grant);
    }
    grant.access = this.#newAccess(grant, grant.refreshToken, now + accessSeconds * 1000);
    return { grant, previousAccessToken, replacedRefreshToken: rotate ? oldRefreshToken : null };
  }

  issueClientToken(clientId: string, now: number, accessSeconds: number): AccessToken {
    const token = newClientToken();
    const expiresAt = now + accessSeconds * 1000;
    const access = { token, refreshToken: null, clientId, userId: null, profileId: null, expiresAt };
    this.#clientTokens.set(token, access);
    return access;
  }

  findAccess(token: string, now: number): AccessToken | undefined {
    const access = this.#access.get(token) ?? this.#clientTokens.get(token);
    return access && access.expiresAt > now ? access : undefined;
  }

  /** The live grants of a Wise user, as the "Connected apps" page lists them. */
  grantsOf(userId: string, now: number): Grant[] {
    return [...this.#current.values()].filter((g) => g.userId === userId && g.refreshExpiresAt > now);
  }

  /** The user removes an app: its refresh and access tokens die at once. Returns how many grants that were. */
  removeApp(userId: string, clientId: string): number {
    return this.#revoke((grant) => grant.userId === userId && grant.clientId === clientId).length;
  }

  /** Wise revokes every token of a user, of all apps. Returns how many grants that were. */
  revokeUser(userId: string): number {
    return this.#revoke((grant) => grant.userId === userId).length;
  }

  /** Wise closes an account: the tokens of all its apps die, and are remembered as closed. */
  closeAccount(userId: string): number {
    const revoked = this.#revoke((grant) => grant.userId === userId);
    for (const grant of revoked) this.#closed.set(grant.refreshToken, true);
    return revoked.length;
  }

  isOfClosedAccount(refreshToken: string): boolean {
    return this.#closed.get(refreshToken) === true;
  }

  /** Ground truth: one row for each access token or refresh token that is accepted now. */
  live(now: number): LiveToken[] {
    const rows: LiveToken[] = [];
    const add = (access: AccessToken, refreshLive: boolean) => {
      const accessLive = access.expiresAt > now;
      if (accessLive || refreshLive) rows.push(liveRow(access, accessLive, refreshLive));
    };
    for (const grant of this.#current.values()) {
      add(grant.access, grant.refreshExpiresAt > now);
      for (const access of grant.earlier) add(access, false);
    }
    for (const access of this.#clientTokens.values()) add(access, false);
    return rows;
  }

  clear(): void {
    this.#access.clear();
    this.#refresh.clear();
    this.#current.clear();
    this.#clientTokens.clear();
    this.#closed.clear();
  }

  #revoke(isMeant: (grant: Grant) => boolean): Grant[] {
    const revoked: Grant[] = [];
    for (const [key, grant] of this.#current) {
      if (!isMeant(grant)) continue;
      this.#refresh.delete(grant.refreshToken);
      this.#killAccess(grant);
      this.#current.delete(key);
      revoked.push(grant);
    }
    return revoked;
  }

  #newAccess(owner: GrantOwner, refreshToken: string, expiresAt: number): AccessToken {
    const { clientId, userId, profileId } = owner;
    const access = { token: crypto.randomUUID(), refreshToken, clientId, userId, profileId, expiresAt };
    this.#access.set(access.token, access);
    return access;
  }

  #inherit(old: Grant, now: number): AccessToken[] {
    const inherited = [...old.earlier, old.access];
    const kept = inherited.filter((access) => access.expiresAt > now).slice(-EARLIER_CAPACITY);
    for (const access of inherited) {
      if (!kept.includes(access)) this.#access.delete(access.token);
    }
    return kept;
  }

  #killAccess(grant: Grant): void {
    for (const access of [...grant.earlier, grant.access]) this.#access.delete(access.token);
    grant.earlier = [];
  }
}

function liveRow(access: AccessToken, accessLive: boolean, refreshLive: boolean): LiveToken {
  const { token, refreshToken, clientId, userId, profileId } = access;
  const accessExpiresAt = new Date(access.expiresAt).toISOString();
  return {
    accessToken: token,
    refreshToken,
    clientId,
    userId,
    profileId,
    accessExpiresAt,
    accessLive,
    refreshLive,
  };
}
