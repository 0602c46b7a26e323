import { deactivateUser, type EmulatorState, reactivateUser, removeApp } from '#emulator/state';

/** Something that happens to one Wise user, by hand or by a preset. */
export type PersonAct = {
  id: string;
  /** The button. */
  label: string;
  /** Whether it makes sense now. */
  isFor(state: EmulatorState, userId: string): boolean;
  act(state: EmulatorState, userId: string): void;
};

export const PERSON_ACTS: readonly PersonAct[] = [
  { id: 'remove-apps', label: 'Remove the app', isFor: hasGrants, act: removeApps },
  {
    id: 'deactivate',
    label: 'Close the account',
    isFor: ({ people }, userId) => people.isActive(userId),
    act: deactivateUser,
  },
  {
    id: 'reactivate',
    label: 'Open it again',
    isFor: ({ people }, userId) => !people.isActive(userId),
    act: reactivateUser,
  },
];

/** What the user does on Wise's page of connected apps, with all of them. */
export function removeApps(state: EmulatorState, userId: string): void {
  const grants = state.tokens.grantsOf(userId, state.clock.now());
  for (const clientId of new Set(grants.map((grant) => grant.clientId))) removeApp(state, userId, clientId);
}

function hasGrants(state: EmulatorState, userId: string): boolean {
  return state.tokens.grantsOf(userId, state.clock.now()).length > 0;
}
