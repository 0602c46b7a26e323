import type { EmulatorState } from '#emulator/kernel/state';
import { newPersonalProfile } from '#emulator/kernel/store/people/new-profile';
import type { WiseUser } from '#emulator/kernel/store/people/types';
import type { SignUp } from '#emulator/kernel/store/sign-ups';
import type { Keepable } from '#emulator/kernel/store/snapshot';

/** The Wise account of a user that a partner made: without name and profile, until it makes one. */
export function madeAccount(
  { clients }: EmulatorState,
  { userId, email, clientId, profile }: SignUp,
): WiseUser {
  const hint = `Made by ${clients.nameOf(clientId)}`;
  const profiles = profile === null ? [] : [profile];
  return { id: userId, label: email, hint, email, name: profile?.fullName ?? null, profiles };
}

/** Wise asks for personal data of whoever takes an account over, so there is a profile to give access to. */
export function withProfile(user: WiseUser): WiseUser {
  if (user.profiles.length > 0) return user;
  const profile = newPersonalProfile(user.id, user.email);
  return { ...user, name: profile.fullName, profiles: [profile] };
}

/** Sign-ups to be kept with their accounts: a token of a user who is not there would be of no use. */
export function keepableSignUps(state: EmulatorState): Keepable {
  const { signUps, people } = state;
  return {
    toJSON: () => signUps.toJSON(),
    load: (kept) => {
      signUps.load(kept);
      for (const signUp of signUps.all()) {
        const user = madeAccount(state, signUp);
        people.add(signUp.isTakenOver ? withProfile(user) : user);
      }
    },
  };
}
