/** What a one-time token may ask for, by the kind of factor it proves (docs/wise.md 11). */
const KINDS = {
  PIN: 'knowledge',
  PARTNER_DEVICE_FINGERPRINT: 'possession',
  SMS: 'possession',
  WHATSAPP: 'possession',
  VOICE: 'possession',
  FACE_MAP: 'inherence',
} as const;

export type ChallengeType = keyof typeof KINDS;
export type PhoneChannel = 'SMS' | 'WHATSAPP' | 'VOICE';

export const CHALLENGE_TYPES = Object.keys(KINDS) as ChallengeType[];

/** Two factors of different kinds, or one where only one kind is offered. */
const FACTORS = 2;

export type Challenge = { primary: ChallengeType; alternatives: ChallengeType[] };

/**
 * What is still to be passed: a challenge for each kind that is missing, the other types of its kind as
 * alternatives. A kind that is offered beyond the two can stand in for the last one.
 */
export function remainingChallenges(
  offered: readonly ChallengeType[],
  passed: readonly ChallengeType[],
): Challenge[] {
  const kinds = kindsOf(offered);
  const passedKinds = kindsOf(passed);
  const open = kinds.filter((kind) => !passedKinds.includes(kind));
  const missing = Math.min(FACTORS, kinds.length) - passedKinds.length;
  if (missing <= 0) return [];
  const ofKind = (kind: string) => offered.filter((type) => KINDS[type] === kind);
  const rows = open.slice(0, missing).map(ofKind);
  rows.at(-1)?.push(...open.slice(missing).flatMap(ofKind));
  return rows.flatMap(([primary, ...alternatives]) => (primary ? [{ primary, alternatives }] : []));
}

function kindsOf(types: readonly ChallengeType[]): string[] {
  return [...new Set(types.map((type) => KINDS[type]))];
}
