import type { EmulatorEvent } from '#emulator/kernel/store/events/event-log';

type Logged<Type extends EmulatorEvent['type']> = Omit<Extract<EmulatorEvent, { type: Type }>, 'seq' | 'at'>;

/** What happened in the emulator that Wise tells by webhooks. */
export type Notice =
  | Logged<'transfer.state_changed'>
  | Logged<'balance.changed'>
  | Logged<'profile.verification_changed'>
  | Logged<'profile.state_changed'>
  | Logged<'kyc_review.changed'>
  | Logged<'user.deactivated'>
  | Logged<'user.reactivated'>;
