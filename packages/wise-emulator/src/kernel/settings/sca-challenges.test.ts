import { describe, expect, it } from 'vitest';
import { CHALLENGE_TYPES, type ChallengeType, remainingChallenges } from './sca-challenges';

const ALL = CHALLENGE_TYPES;
const lines = (offered: readonly ChallengeType[], passed: ChallengeType[]) =>
  remainingChallenges(offered, passed).map(({ primary, alternatives }) =>
    [primary, ...alternatives].join(' '),
  );

describe('what remains of a one-time token', () => {
  it.each<[string, readonly ChallengeType[], ChallengeType[], string[]]>([
    [
      'two kinds, a third one in place of the last',
      ALL,
      [],
      ['PIN', 'PARTNER_DEVICE_FINGERPRINT SMS WHATSAPP VOICE FACE_MAP'],
    ],
    [
      'the other kind after the PIN',
      ALL,
      ['PIN'],
      ['PARTNER_DEVICE_FINGERPRINT SMS WHATSAPP VOICE FACE_MAP'],
    ],
    ['after the face map too', ALL, ['FACE_MAP'], ['PIN PARTNER_DEVICE_FINGERPRINT SMS WHATSAPP VOICE']],
    ['two codes by phone are one kind', ALL, ['SMS', 'VOICE'], ['PIN FACE_MAP']],
    ['nothing after two kinds', ALL, ['SMS', 'PIN'], []],
    ['nothing after three', ALL, ['PIN', 'SMS', 'FACE_MAP'], []],
    ['one challenge where one kind is offered', ['PIN'], [], ['PIN']],
    ['and nothing once it is passed', ['PIN'], ['PIN'], []],
    ['the order in which they are offered', ['FACE_MAP', 'VOICE', 'SMS'], [], ['FACE_MAP', 'VOICE SMS']],
  ])('%s', (_what, offered, passed, left) => expect(lines(offered, passed)).toEqual(left));
});
