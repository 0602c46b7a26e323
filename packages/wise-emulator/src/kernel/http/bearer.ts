import type { EmulatorState } from '../state';
import type { AccessToken, UserToken } from '../store/tokens';
import { type Answer, jsonAnswer } from './answer';
import { gatewayProblem } from './problem';

export type { UserToken } from '../store/tokens';

const BEARER = /^bearer +([\w.~+/-]+=*) *$/i;

/** The token of an `Authorization: Bearer` header; null without one. */
export function readBearer(header: string | undefined): string | null {
  return (header && BEARER.exec(header)?.[1]) ?? null;
}

/** Assumed body: only `error` was seen. */
export function missingToken(): Answer {
  const body = { error: 'missing_token', error_description: 'Missing token' };
  return jsonAnswer(401, JSON.stringify(body), { 'www-authenticate': 'Bearer' });
}

/** Expired, superseded, revoked and never issued look the same (docs/wise.md 4.5). */
export function invalidToken(state: EmulatorState, token: string): Answer {
  const description = state.settings.current.tokenInErrorDescription ? token : 'Invalid token';
  const body = { error: 'invalid_token', error_description: description };
  return jsonAnswer(401, JSON.stringify(body), { 'www-authenticate': 'Bearer error="invalid_token"' });
}

export function isUserToken(access: AccessToken): access is UserToken {
  return access.userId !== null;
}

/** A client-credentials token: the partner itself, no user behind it. */
export function isApplicationToken(access: AccessToken): boolean {
  return access.userId === null;
}

/** What a valid token gets for something that was not granted to it. */
export function forbidden(): Answer {
  return gatewayProblem(403, 'unauthorized', 'Unauthorized');
}
