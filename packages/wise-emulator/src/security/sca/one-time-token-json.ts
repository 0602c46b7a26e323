import { stringify } from 'lossless-json';
import { type OneTimeToken, remainingOf } from '#emulator/kernel/store/sca/one-time-tokens';

const secondsLeft = ({ expiresAt }: OneTimeToken, now: number) => Math.ceil((expiresAt - now) / 1000);
const toJson = (value: unknown) => stringify(value) ?? '';

/** v1: only what is still to be passed; the array empties as challenges pass (openapi.yml, ottPinVerify). */
export function tokenJsonV1(token: OneTimeToken, now: number): string {
  return toJson({ oneTimeTokenProperties: propertiesV1(token, now) });
}

/** The status has two fields more (openapi.yml, ottStatusGet). */
export function statusJson(token: OneTimeToken, now: number): string {
  const { action: actionType, userId } = token;
  const properties = { ...propertiesV1(token, now), actionType, userId: BigInt(userId) };
  return toJson({ oneTimeTokenProperties: properties });
}

/** v2: every challenge, with whether it is passed (openapi.yml, scaPinVerify). */
export function tokenJsonV2(token: OneTimeToken, now: number): string {
  return toJson(propertiesV2(token, now));
}

/** A new SCA session wraps it (openapi.yml, scaSessionCreate). */
export function sessionJson(token: OneTimeToken, now: number): string {
  return toJson({ oneTimeTokenProperties: propertiesV2(token, now) });
}

function propertiesV1(token: OneTimeToken, now: number) {
  const viewOf = (type: string) => ({ type, viewData: { attributes: { userId: BigInt(token.userId) } } });
  const challenges = remainingOf(token).map(({ primary, alternatives }) => ({
    primaryChallenge: viewOf(primary),
    alternatives: alternatives.map(viewOf),
    required: true,
    passed: false,
  }));
  return { oneTimeToken: token.token, challenges, validity: secondsLeft(token, now) };
}

function propertiesV2(token: OneTimeToken, now: number) {
  const row = (type: string, passed: boolean) => ({ primaryChallenge: { type }, passed });
  const challenges = [
    ...token.passed.map((type) => row(type, true)),
    ...remainingOf(token).map(({ primary }) => row(primary, false)),
  ];
  return { oneTimeToken: token.token, challenges, validity: secondsLeft(token, now) };
}
