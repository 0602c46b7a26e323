import { DEMO_USERS, type Emulator, type WiseUser } from 'wise-emulator';

type PersonalProfile = Extract<WiseUser['profiles'][number], { type: 'PERSONAL' }>;

let people = 0;

/**
 * One more Wise user with one profile: the demo people are few, and a second consent replaces the first.
 *
 * @param facts what its profile says of whose it is.
 */
export function newWiseUser(
  emulator: Emulator,
  facts: Partial<Pick<PersonalProfile, 'firstName' | 'lastName' | 'fullName' | 'dateOfBirth'>> = {},
): WiseUser & { profileId: string } {
  const model = DEMO_USERS.find((user) => user.profiles.length === 1);
  const profile = model?.profiles[0];
  if (model === undefined || profile === undefined) throw new Error('no demo user with one profile');
  people += 1;
  const id = String(70_000_000 + people);
  const profileId = String(80_000_000 + people);
  const name = `Guest ${people}`;
  const profiles = [{ ...profile, id: profileId, fullName: name, ...facts }];
  const user: WiseUser = { ...model, id, label: name, name, email: `guest-${people}@wise.example`, profiles };
  emulator.state.people.add(user);
  return { ...user, profileId };
}
