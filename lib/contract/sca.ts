/** What Wise protects and we can name; `session`: asked for by hand, for no call in particular. */
export const SCA_OPERATIONS = [
  'statement',
  'fund_transfer',
  'fund_batch',
  'card_payment',
  'card_details',
  'session',
  'other',
] as const;
export type ScaOperation = (typeof SCA_OPERATIONS)[number];

/**
 * How a challenge stands, as the view public.approvals and the partner API say it. `locked`: Wise refused so many factors in
 * a row that it blocks the user for a time.
 */
export const SCA_STATES = ['pending', 'locked', 'approved', 'used', 'expired'] as const;
export type ScaState = (typeof SCA_STATES)[number];

/** Wise's challenges (docs/wise.md 11); it may name others. */
export const SCA_PHONE_CHANNELS = ['sms', 'whatsapp', 'voice'] as const;
export type ScaPhoneChannel = (typeof SCA_PHONE_CHANNELS)[number];
