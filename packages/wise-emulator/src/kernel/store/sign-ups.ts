import * as z from 'zod';
import { CappedMap } from './capped-map';
import type { PersonalProfile } from './people/types';

/** So many users that partners made; the oldest falls out, and its account with it. */
const CAPACITY = 10_000;
/** Above the demo users. */
const FIRST_ID = 10_500_001;

const signUpSchema = z.object({
  userId: z.string(),
  /** The partner that made the user; nobody else's registration code counts. */
  clientId: z.string(),
  /** As it was then: the grant asks for this one, whatever the user's e-mail is now. */
  email: z.string(),
  registrationCode: z.string(),
  /** Until the user takes the account over, it is the partner's to use. */
  isTakenOver: z.boolean(),
  /** Of the newest link to take it over. */
  claimCode: z.string().nullable(),
  /** That the partner made for the user. */
  profile: z.custom<PersonalProfile>().nullable().default(null),
});

const snapshotSchema = z.object({ made: z.number(), users: z.array(signUpSchema) });

export type SignUp = z.infer<typeof signUpSchema>;

const keyOf = (email: string) => email.toLowerCase();

type Claim = { signUp: SignUp; expiresAt: number };

/** The users that partners made by API, with their registration codes and their links to take the account over. */
export class SignUps {
  readonly #byUser = new Map<string, SignUp>();
  readonly #byEmail = new Map<string, SignUp[]>();
  readonly #claims = new CappedMap<string, Claim>(CAPACITY);
  #made = 0;

  /** Returns the user, and the id of the one that fell out to make room. */
  add(facts: Pick<SignUp, 'clientId' | 'email' | 'registrationCode'>): { added: SignUp; fellOut?: string } {
    const userId = String(FIRST_ID + this.#made);
    const added = { ...facts, userId, isTakenOver: false, claimCode: null, profile: null };
    this.#made += 1;
    this.#enter(added);
    const [oldest] = this.#byUser.values();
    if (this.#byUser.size <= CAPACITY || !oldest) return { added };
    this.#forget(oldest);
    return { added, fellOut: oldest.userId };
  }

  of(userId: string): SignUp | undefined {
    return this.#byUser.get(userId);
  }

  keepProfile(userId: string, profile: PersonalProfile): void {
    const signUp = this.of(userId);
    if (signUp) signUp.profile = profile;
  }

  /** Whether nobody but the partner has this account yet. */
  isPartners(userId: string): boolean {
    return this.of(userId)?.isTakenOver === false;
  }

  /** The user whom this partner made with this e-mail and code, and who did not take the account over since. */
  find(clientId: string, email: string, registrationCode: string): SignUp | undefined {
    return this.#byEmail
      .get(keyOf(email))
      ?.find(
        (each) =>
          each.clientId === clientId && each.registrationCode === registrationCode && !each.isTakenOver,
      );
  }

  all(): SignUp[] {
    return [...this.#byUser.values()];
  }

  /** A new code for the link; an earlier one of this user is dead by it. */
  issueClaim(signUp: SignUp, expiresAt: number): string {
    const code = crypto.randomUUID();
    signUp.claimCode = code;
    this.#claims.set(code, { signUp, expiresAt });
    return code;
  }

  /** Whose account a link is about; undefined when it is too old, was used or replaced, or never was. */
  findClaim(code: string, now: number): SignUp | undefined {
    const claim = this.#claims.get(code);
    if (!claim || claim.expiresAt <= now) return undefined;
    const { signUp } = claim;
    return signUp.claimCode === code && this.isPartners(signUp.userId) ? signUp : undefined;
  }

  takeOver(signUp: SignUp): void {
    signUp.isTakenOver = true;
    signUp.claimCode = null;
  }

  clear(): void {
    this.#byUser.clear();
    this.#byEmail.clear();
    this.#claims.clear();
    this.#made = 0;
  }

  /** The links are not kept: they live for minutes. */
  toJSON(): z.input<typeof snapshotSchema> {
    return { made: this.#made, users: this.all() };
  }

  load(kept: unknown): void {
    const { made, users } = snapshotSchema.parse(kept);
    this.#made = made;
    for (const signUp of users) this.#enter(signUp);
  }

  #enter(signUp: SignUp): void {
    this.#byUser.set(signUp.userId, signUp);
    // an e-mail is free again once its user changed it
    const key = keyOf(signUp.email);
    this.#byEmail.set(key, [...(this.#byEmail.get(key) ?? []), signUp]);
  }

  #forget(signUp: SignUp): void {
    const key = keyOf(signUp.email);
    const others = this.#byEmail.get(key)?.filter((each) => each !== signUp) ?? [];
    if (others.length > 0) this.#byEmail.set(key, others);
    else this.#byEmail.delete(key);
    this.#byUser.delete(signUp.userId);
  }
}
