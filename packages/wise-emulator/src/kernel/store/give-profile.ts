import type { Directory } from './people/directory';
import type { PersonalProfile } from './people/types';
import type { SignUps } from './sign-ups';

/** The user has this personal profile from now on; that of a user whom a partner made is kept with the sign-up. */
export function giveProfile(
  { people, signUps }: { people: Directory; signUps: SignUps },
  userId: string,
  profile: PersonalProfile,
): void {
  people.addProfile(userId, profile);
  signUps.keepProfile(userId, profile);
}
