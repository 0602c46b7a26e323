import {
  type Challenge,
  type ChallengeType,
  type PhoneChannel,
  remainingChallenges,
} from '#emulator/kernel/settings/sca-challenges';
import { CappedMap } from '../capped-map';
import type { UserToken } from '../tokens';

/** Every example of Wise's says 3600. */
const VALIDITY_MS = 3_600_000;
const CAPACITY = 50_000;

/** The call that a one-time token was handed out for. */
export type AskedCall = { method: string; url: string; bodyHash: string };

export type OneTimeToken = {
  token: string;
  clientId: string;
  userId: string;
  profileId: string | null;
  action: string;
  /** null: it was asked for by hand, to open an SCA session. */
  call: AskedCall | null;
  offered: readonly ChallengeType[];
  passed: ChallengeType[];
  /** Where a code was sent. */
  triggered: Set<PhoneChannel>;
  /** The user approved on Wise's own page, with all that Wise wants there. */
  isApprovedAtWise: boolean;
  /** A call went through with it. */
  isSpent: boolean;
  expiresAt: number;
};

type Owner = Pick<UserToken, 'clientId' | 'userId' | 'profileId'>;
type Wanted = Pick<OneTimeToken, 'action' | 'call' | 'offered'>;

/** The one-time tokens that were handed out. */
export class OneTimeTokens {
  readonly #tokens = new CappedMap<string, OneTimeToken>(CAPACITY);

  issue({ clientId, userId, profileId }: Owner, wanted: Wanted, now: number): OneTimeToken {
    const issued: OneTimeToken = {
      token: crypto.randomUUID(),
      clientId,
      userId,
      profileId,
      ...wanted,
      passed: [],
      triggered: new Set(),
      isApprovedAtWise: false,
      isSpent: false,
      expiresAt: now + VALIDITY_MS,
    };
    this.#tokens.set(issued.token, issued);
    return issued;
  }

  /** Unknown and expired look the same. */
  find(token: string, now: number): OneTimeToken | undefined {
    const found = this.#tokens.get(token.toLowerCase());
    return found && found.expiresAt > now ? found : undefined;
  }

  /** Those of an app that are not over, the newest last. */
  openOf(clientId: string, now: number): OneTimeToken[] {
    return [...this.#tokens.values()].filter((each) => each.clientId === clientId && each.expiresAt > now);
  }

  clear(): void {
    this.#tokens.clear();
  }
}

/** What is still to be done before the token opens anything. */
export function remainingOf({ offered, passed, isApprovedAtWise }: OneTimeToken): Challenge[] {
  return isApprovedAtWise ? [] : remainingChallenges(offered, passed);
}

export function isCleared(token: OneTimeToken): boolean {
  return remainingOf(token).length === 0;
}

/** Of this user, profile and app. */
export function isOwnedBy(token: OneTimeToken, { clientId, userId, profileId }: Owner): boolean {
  return token.clientId === clientId && token.userId === userId && token.profileId === profileId;
}
