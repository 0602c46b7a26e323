import type { EmulatorState } from '#emulator/kernel/state';
import type { PersonalProfile } from './types';

/** The user has this personal profile from now on; that of a user whom a partner made is kept with the sign-up. */
export function giveProfile(
  { people, signUps }: EmulatorState,
  userId: string,
  profile: PersonalProfile,
): void {
  people.addProfile(userId, profile);
  signUps.keepProfile(userId, profile);
}
