import { CappedMap } from './capped-map';
import { newClientToken } from './client-token';
import type { Ending } from './endings';
import { GrantBook } from './grant-book';
import {
  type AccessToken,
  type Grant,
  type GrantOwner,
  type IssuedGrant,
  type KeptTokens,
  keptTokensSchema,
  type Lives,
  type LiveToken,
  liveToken,
  type Refreshed,
} from './token-types';

export type { AccessToken, Grant, LiveToken, UserToken } from './token-types';

const CLIENT_TOKEN_CAPACITY = 50_000;
const ORPHAN_CAPACITY = 10_000;
const DEAD_CAPACITY = 50_000;
/** Superseded access tokens that one connection may keep; the oldest dies first. */
const EARLIER_CAPACITY = 1_000;
/** In place of the id of an app. */
const PERSONAL = 'personal-token';
const PERSONAL_TOKEN_MS = 100 * 365 * 86_400_000;

/** `mixed`: in turn, as Wise announced for the change-over. */
export type ClientTokenForm = 'jwe' | 'uuid' | 'mixed';

/** Every token that Wise would accept. A token that is not in here is dead, whatever it once was. */
export class TokenStore {
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, Grant>();
  readonly #current = new GrantBook();
  readonly #clientTokens = new CappedMap<string, AccessToken>(CLIENT_TOKEN_CAPACITY);
  #clientTokensMade = 0;
  /** Access tokens that outlive their grant. */
  readonly #orphans = new CappedMap<string, AccessToken>(ORPHAN_CAPACITY);
  readonly #dead = new CappedMap<string, Ending>(DEAD_CAPACITY);
  /** The grant that a rotated refresh token belonged to. */
  readonly #families = new CappedMap<string, Grant>(DEAD_CAPACITY);

  /**
   * A new consent. One live grant per client × user × profile: the old refresh token dies now, the old access
   * token lives on (docs/wise.md 2.5).
   */
  issueGrant(owner: GrantOwner, now: number, lives: Lives): IssuedGrant {
    const old = this.#current.of(owner);
    const refreshToken = crypto.randomUUID();
    const grant: Grant = {
      ...owner,
      refreshToken,
      refreshExpiresAt: now + lives.refreshSeconds * 1000,
      access: this.#newAccess(owner, refreshToken, now + lives.accessSeconds * 1000),
      earlier: old ? this.#inherit(old, now) : [],
    };
    if (old) this.#retire(old.refreshToken, 'replaced');
    this.#refresh.set(grant.refreshToken, grant);
    this.#current.set(grant);
    return { grant, replacedRefreshToken: old?.refreshToken ?? null };
  }

  /** The live grant of a refresh token, or undefined: unknown, replaced, revoked and expired look the same. */
  findRefresh(refreshToken: string, now: number): Grant | undefined {
    const grant = this.#refresh.get(refreshToken);
    return grant && grant.refreshExpiresAt > now ? grant : undefined;
  }

  /** Why a refresh token is not live; undefined when it never was one, or that is long ago. */
  endingOf(refreshToken: string, now: number): Ending | undefined {
    const grant = this.#refresh.get(refreshToken);
    if (grant) return grant.refreshExpiresAt > now ? undefined : 'expired';
    return this.#dead.get(refreshToken);
  }

  /** The live grant whose earlier, rotated refresh token this is. */
  familyOf(refreshToken: string): Grant | undefined {
    const grant = this.#families.get(refreshToken);
    return grant && this.#current.has(grant) ? grant : undefined;
  }

  /** Kills every earlier access token of the connection at once, then makes a new one (2.4). */
  refresh(grant: Grant, now: number, accessSeconds: number, rotate: boolean): Refreshed {
    const previousAccessToken = grant.access.token;
    const oldRefreshToken = grant.refreshToken;
    this.#killAccess(grant);
    if (rotate) {
      this.#retire(oldRefreshToken, 'rotated');
      this.#families.set(oldRefreshToken, grant);
      grant.refreshToken = crypto.randomUUID();
      this.#refresh.set(grant.refreshToken, grant);
    }
    grant.access = this.#newAccess(grant, grant.refreshToken, now + accessSeconds * 1000);
    return { grant, previousAccessToken, replacedRefreshToken: rotate ? oldRefreshToken : null };
  }

  issueClientToken(clientId: string, now: number, accessSeconds: number, form: ClientTokenForm): AccessToken {
    this.#clientTokensMade += 1;
    const token = newClientToken(form === 'uuid' || (form === 'mixed' && this.#clientTokensMade % 2 === 0));
    const expiresAt = now + accessSeconds * 1000;
    const access = { token, refreshToken: null, clientId, userId: null, profileId: null, expiresAt };
    this.#clientTokens.set(token, access);
    return access;
  }

  /**
   * A token that a Wise user makes for their own account, of no app and without an end. `token` where a test wants a
   * certain one.
   */
  issuePersonalToken(userId: string, now: number, token: string = crypto.randomUUID()): AccessToken {
    const expiresAt = now + PERSONAL_TOKEN_MS;
    const access = { token, refreshToken: null, clientId: PERSONAL, userId, profileId: null, expiresAt };
    this.#orphans.set(token, access);
    return access;
  }

  /** The user deletes their personal tokens; answers how many that were. */
  endPersonalTokens(userId: string): number {
    const ended = [...this.#orphans.values()].filter(
      (access) => access.clientId === PERSONAL && access.userId === userId,
    );
    for (const { token } of ended) this.#orphans.delete(token);
    return ended.length;
  }

  findAccess(token: string, now: number): AccessToken | undefined {
    const access = this.#access.get(token) ?? this.#clientTokens.get(token) ?? this.#orphans.get(token);
    return access && access.expiresAt > now ? access : undefined;
  }

  /** The live grants of a Wise user, as the "Connected apps" page lists them. */
  grantsOf(userId: string, now: number): Grant[] {
    return this.#current.ofUser(userId).filter(({ refreshExpiresAt }) => refreshExpiresAt > now);
  }

  /**
   * Ends the grants that are meant, with their access tokens (unless these are to outlive them), and remembers why.
   * Returns how many that were.
   */
  end(isMeant: (grant: Grant) => boolean, why: Ending, { accessOutlives = false } = {}): number {
    const meant = this.#current.all().filter(isMeant);
    for (const grant of meant) {
      this.#retire(grant.refreshToken, why);
      if (accessOutlives) for (const access of accessOf(grant)) this.#orphans.set(access.token, access);
      this.#killAccess(grant);
      this.#current.delete(grant);
    }
    return meant.length;
  }

  /** Ground truth: one row for each access token or refresh token that is accepted now. */
  live(now: number): LiveToken[] {
    const rows: LiveToken[] = [];
    const add = (access: AccessToken, refreshLive: boolean) => {
      const accessLive = access.expiresAt > now;
      if (accessLive || refreshLive) rows.push(liveToken(access, accessLive, refreshLive));
    };
    for (const grant of this.#current.all()) {
      add(grant.access, grant.refreshExpiresAt > now);
      for (const access of grant.earlier) add(access, false);
    }
    for (const access of this.#orphans.values()) add(access, false);
    for (const access of this.#clientTokens.values()) add(access, false);
    return rows;
  }

  clear(): void {
    this.#access.clear();
    this.#refresh.clear();
    this.#current.clear();
    this.#clientTokens.clear();
    this.#clientTokensMade = 0;
    this.#orphans.clear();
    this.#dead.clear();
    this.#families.clear();
  }

  toJSON(): KeptTokens {
    const families = this.#families.latest().filter(([, grant]) => this.#current.has(grant));
    return {
      grants: this.#current.all(),
      clientTokens: this.#clientTokens.latest().map(([, access]) => access),
      orphans: this.#orphans.latest().map(([, access]) => access),
      dead: this.#dead.latest(),
      families: families.map(([rotated, { refreshToken }]) => [rotated, refreshToken]),
    };
  }

  load(kept: unknown): void {
    const { grants, clientTokens, orphans, dead, families } = keptTokensSchema.parse(kept);
    for (const grant of grants) {
      this.#current.set(grant);
      this.#refresh.set(grant.refreshToken, grant);
      for (const access of accessOf(grant)) this.#access.set(access.token, access);
    }
    for (const access of clientTokens) this.#clientTokens.set(access.token, access);
    for (const access of orphans) this.#orphans.set(access.token, access);
    for (const [refreshToken, why] of dead) this.#dead.set(refreshToken, why);
    for (const [rotated, living] of families) {
      const grant = this.#refresh.get(living);
      if (grant) this.#families.set(rotated, grant);
    }
  }

  #retire(refreshToken: string, why: Ending): void {
    this.#refresh.delete(refreshToken);
    this.#dead.set(refreshToken, why);
  }

  #newAccess(owner: GrantOwner, refreshToken: string, expiresAt: number): AccessToken {
    const { clientId, userId, profileId } = owner;
    const access = { token: crypto.randomUUID(), refreshToken, clientId, userId, profileId, expiresAt };
    this.#access.set(access.token, access);
    return access;
  }

  // In place, for what it replaces is gone: a load test takes thousands of grants of one connection.
  #inherit(old: Grant, now: number): AccessToken[] {
    const isLive = ({ expiresAt }: AccessToken) => expiresAt > now;
    const inherited = old.earlier;
    inherited.push(old.access);
    const dead = inherited.every(isLive) ? [] : inherited.filter((access) => !isLive(access));
    const kept = dead.length === 0 ? inherited : inherited.filter(isLive);
    dead.push(...kept.splice(0, Math.max(0, kept.length - EARLIER_CAPACITY)));
    for (const { token } of dead) this.#access.delete(token);
    return kept;
  }

  #killAccess(grant: Grant): void {
    for (const access of accessOf(grant)) this.#access.delete(access.token);
    grant.earlier = [];
  }
}

/** Oldest first. */
function accessOf(grant: Grant): AccessToken[] {
  return [...grant.earlier, grant.access];
}
