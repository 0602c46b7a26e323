import * as z from 'zod';
import { DEMO_USERS } from './demo-users';
import type { WiseProfile, WiseUser } from './types';
import { profileJson, profilesJson } from './wire';

const snapshotSchema = z.object({
  deactivated: z.array(z.string()),
  emails: z.array(z.tuple([z.string(), z.string()])),
});

/** The Wise users, who of them is deactivated, and their profiles as they go over the wire. */
export class Directory {
  readonly #users = new Map<string, WiseUser>();
  readonly #deactivated = new Set<string>();
  readonly #profileBodies = new Map<string, string>();
  readonly #listBodies = new Map<string, string>();
  /** As they were before their e-mail was changed, or a profile was added. */
  readonly #former = new Map<string, WiseUser>();

  constructor(users: readonly WiseUser[] = DEMO_USERS) {
    for (const user of users) this.add(user);
  }

  /** One more Wise user, or another one in place of the user with this id. Tests that need a crowd make it here. */
  add(user: WiseUser): void {
    this.#users.set(user.id, user);
    this.#listBodies.set(user.id, profilesJson(user));
    for (const profile of user.profiles) this.#profileBodies.set(profile.id, profileJson(user, profile));
  }

  find(userId: string): WiseUser | undefined {
    return this.#users.get(userId);
  }

  all(): WiseUser[] {
    return [...this.#users.values()];
  }

  isActive(userId: string): boolean {
    return this.#users.has(userId) && !this.#deactivated.has(userId);
  }

  deactivate(userId: string): void {
    this.#deactivated.add(userId);
  }

  reactivate(userId: string): void {
    this.#deactivated.delete(userId);
  }

  /** Whose e-mail this is, whatever its case; of closed accounts too. */
  withEmail(email: string): WiseUser[] {
    const wanted = email.toLowerCase();
    return this.all().filter((user) => user.email.toLowerCase() === wanted);
  }

  /** The account stays the same under another address. */
  changeEmail(userId: string, email: string): void {
    const user = this.#users.get(userId);
    if (!user) return;
    this.#change(user, { email });
  }

  /** The account has one more profile, and its name. */
  addProfile(userId: string, profile: WiseProfile): void {
    const user = this.#users.get(userId);
    if (!user) return;
    this.#change(user, { name: profile.fullName, profiles: [profile, ...user.profiles] });
  }

  #change(user: WiseUser, facts: Partial<WiseUser>): void {
    if (!this.#former.has(user.id)) this.#former.set(user.id, user);
    this.add({ ...user, ...facts });
  }

  remove(userId: string): void {
    for (const profile of this.find(userId)?.profiles ?? []) this.#profileBodies.delete(profile.id);
    this.#users.delete(userId);
    this.#listBodies.delete(userId);
    this.#deactivated.delete(userId);
    this.#former.delete(userId);
  }

  /** Everybody's account is open, and has its first e-mail and profiles again. */
  reset(): void {
    this.#deactivated.clear();
    for (const user of this.#former.values()) {
      for (const { id } of this.find(user.id)?.profiles ?? []) this.#profileBodies.delete(id);
      this.add(user);
    }
    this.#former.clear();
  }

  /** All that can change about the people everybody knows. */
  toJSON(): z.input<typeof snapshotSchema> {
    const emails = [...this.#former.keys()].map((id) => [id, this.find(id)?.email ?? ''] as [string, string]);
    return { deactivated: [...this.#deactivated], emails };
  }

  load(kept: unknown): void {
    const { deactivated, emails } = snapshotSchema.parse(kept);
    for (const userId of deactivated) this.#deactivated.add(userId);
    for (const [userId, email] of emails) this.changeEmail(userId, email);
  }

  profileOf(userId: string, profileId: string): WiseProfile | undefined {
    return this.find(userId)?.profiles.find((profile) => profile.id === profileId);
  }

  /** Body of `GET /v2/profiles`. */
  listBody(userId: string): string {
    return this.#listBodies.get(userId) ?? '[]';
  }

  /** Body of `GET /v2/profiles/{id}`. */
  profileBody(profileId: string): string | undefined {
    return this.#profileBodies.get(profileId);
  }
}
