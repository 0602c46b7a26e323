import type { EmulatorState } from '#emulator/kernel/state';
import { giveProfile } from '#emulator/kernel/store/give-profile';
import { newPersonalProfile } from '#emulator/kernel/store/people/new-profile';
import { askCustomer } from '#emulator/verification/review-state';
import { takeOverAccount } from '../sign-up/take-over';
import { deactivateUser, reactivateUser, removeApp, revokeTokens } from './end-access';
import { changeProfiles } from './profile-states';

/** Something that happens to one Wise user, by hand or by a preset. */
export type UserAction = {
  id: string;
  /** What happens, for people. */
  label: string;
  /** Whether it makes sense now. */
  isFor(state: EmulatorState, userId: string): boolean;
  /** Returns how many grants died. */
  act(state: EmulatorState, userId: string): number;
};

export const USER_ACTIONS: readonly UserAction[] = [
  { id: 'remove-apps', label: 'removes the app', isFor: hasGrants, act: removeApps },
  { id: 'change-email', label: 'changes their e-mail', isFor: hasGrants, act: changeEmail },
  {
    id: 'enhanced-security',
    label: 'switches on enhanced security',
    isFor: hasGrants,
    act: switchOnEnhancedSecurity,
  },
  { id: 'suspected-breach', label: 'is protected after a breach', isFor: hasGrants, act: suspectBreach },
  { id: 'lose-verification', label: 'has to be verified anew', isFor: hasGrants, act: loseVerification },
  { id: 'verify', label: 'is verified', isFor: hasGrants, act: verify },
  { id: 'ask-for-documents', label: 'is asked for documents', isFor: hasGrants, act: askCustomer },
  ...(
    [
      ['limit-to-withdrawals', 'has profiles that may only withdraw', 'WITHDRAW_ONLY'],
      ['limit-to-viewing', 'has profiles that may only be viewed', 'VIEW_ONLY'],
      ['close-profiles', 'has their profiles closed', 'DEACTIVATED'],
      ['lift-limits', 'has profiles without limits again', 'ACTIVE'],
    ] as const
  ).map(([id, label, profileState]) => ({
    id,
    label,
    isFor: hasGrants,
    act: (state: EmulatorState, userId: string) => changeProfiles(state, userId, profileState),
  })),
  {
    id: 'add-profile',
    label: 'gets a personal profile from the app',
    isFor: ({ signUps, people }, userId) =>
      signUps.isPartners(userId) && people.find(userId)?.profiles.length === 0,
    act: addProfile,
  },
  {
    id: 'take-over',
    label: 'takes the account over from the app',
    isFor: ({ signUps }, userId) => signUps.isPartners(userId),
    act: takeOver,
  },
  {
    id: 'deactivate',
    label: 'has their account closed',
    isFor: ({ people }, userId) => people.isActive(userId),
    act: deactivateUser,
  },
  {
    id: 'reactivate',
    label: 'has their account opened again',
    isFor: ({ people }, userId) => !people.isActive(userId),
    act: reactivateUser,
  },
];

/** What the user does on Wise's page of connected apps, with all of them. */
export function removeApps(state: EmulatorState, userId: string): number {
  const grants = state.tokens.grantsOf(userId, state.clock.now());
  const apps = [...new Set(grants.map((grant) => grant.clientId))];
  return apps.reduce((sum, clientId) => sum + removeApp(state, userId, clientId), 0);
}

export function changeEmail(state: EmulatorState, userId: string): number {
  state.people.changeEmail(userId, `changed-${crypto.randomUUID().slice(0, 8)}@wise-user.example`);
  return revokeTokens(state, userId, 'email_changed');
}

export function switchOnEnhancedSecurity(state: EmulatorState, userId: string): number {
  return revokeTokens(state, userId, 'enhanced_security');
}

/** Of the token or of the app's secret: Wise revokes by itself. */
export function suspectBreach(state: EmulatorState, userId: string): number {
  return revokeTokens(state, userId, 'suspected_breach');
}

/** What the user does by the app's link, or on Wise's own sign-in page. */
export function takeOver(state: EmulatorState, userId: string): number {
  const signUp = state.signUps.of(userId);
  return signUp && !signUp.isTakenOver ? takeOverAccount(state, signUp, 'control') : 0;
}

/** What an app does with `POST /v2/profiles/personal-profile`, with data of no one. */
function addProfile(state: EmulatorState, userId: string): 0 {
  const user = state.people.find(userId);
  if (user) giveProfile(state, userId, newPersonalProfile(userId, user.email));
  return 0;
}

/** Told only: Wise advises against transfers until the next verification, and nothing here would refuse them. */
function loseVerification(state: EmulatorState, userId: string): 0 {
  return tellVerification(state, userId, 'not_verified');
}

function verify(state: EmulatorState, userId: string): 0 {
  return tellVerification(state, userId, 'verified');
}

function tellVerification(
  { people, log, clock }: EmulatorState,
  userId: string,
  verification: 'verified' | 'not_verified',
): 0 {
  for (const { id: profileId } of people.find(userId)?.profiles ?? []) {
    log.append({ type: 'profile.verification_changed', userId, profileId, state: verification }, clock.now());
  }
  return 0;
}

function hasGrants(state: EmulatorState, userId: string): boolean {
  return state.tokens.grantsOf(userId, state.clock.now()).length > 0;
}
