import { type Answer, tokenAnswer } from '#emulator/kernel/http/answer';
import type { Settings } from '#emulator/kernel/settings/settings';
import { DOCUMENTED_STATUS, type Ending } from '#emulator/kernel/store/endings';

/** A refusal of the token endpoint. Which of these Wise documents and which are assumed: README, "Assumed". */
export type Refusal = {
  status: number;
  error: string;
  description: string;
  /** For the log only: why a refresh token is dead. */
  why?: Ending | undefined;
};

export const REFUSALS = {
  missingGrantType: refusal(400, 'invalid_request', 'Missing grant type'),
  clientMismatch: refusal(401, 'invalid_client', 'Given client ID does not match authenticated client'),
  redirectMismatch: refusal(400, 'invalid_grant', 'Redirect URI mismatch.'),
  mtlsDemanded: refusal(403, 'access_denied', 'This client is to call the mTLS host'),
  userDeactivated: refusal(401, 'invalid_grant', 'Invalid user credentials.'),
} as const;

function refusal(status: number, error: string, description: string): Refusal {
  return { status, error, description };
}

/** Of a client that cannot prove who it is, also by its certificate. */
export function clientFailed({ invalidClientStatus }: Settings): Refusal {
  return refusal(Number(invalidClientStatus), 'invalid_client', 'Client authentication failed');
}

export function missingParameter(name: string): Refusal {
  return refusal(400, 'invalid_request', `Missing parameter: ${name}`);
}

export function repeatedParameter(name: string): Refusal {
  return refusal(400, 'invalid_request', `Repeated parameter: ${name}`);
}

export function unsupportedGrantType(grantType: string): Refusal {
  return refusal(400, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
}

/** Used, expired and never issued look the same. The old server repeated the code, so a client must not log it. */
export function invalidCode(code: string, settings: Settings): Refusal {
  return refusal(400, 'invalid_grant', repeating('Invalid authorization code', code, settings));
}

/** As with codes: the description carries the token. Why it is dead shows in the status, if at all. */
export function invalidRefreshToken(token: string, why: Ending | undefined, settings: Settings): Refusal {
  const { deadRefreshTokenStatus, deadRefreshTokenError } = settings;
  const status =
    deadRefreshTokenStatus === 'documented'
      ? DOCUMENTED_STATUS[why ?? 'expired']
      : Number(deadRefreshTokenStatus);
  const description =
    why === 'deactivated'
      ? REFUSALS.userDeactivated.description
      : repeating('Invalid refresh token', token, settings);
  return { ...refusal(status, deadRefreshTokenError, description), why };
}

/** Wrong, spent by the user who took the account over, or of a closed account: all the same. */
export function invalidRegistrationCode({ registrationCodeStatus }: Settings): Refusal {
  return refusal(Number(registrationCodeStatus), 'invalid_grant', 'Invalid user credentials.');
}

function repeating(words: string, token: string, { refusedTokenInErrorDescription }: Settings): string {
  return refusedTokenInErrorDescription ? `${words}: ${token}` : words;
}

export function refusalAnswer({ status, error, description }: Refusal): Answer {
  const headers: Record<string, string> =
    error === 'invalid_client' && status === 401 ? { 'www-authenticate': 'Basic realm="oauth"' } : {};
  return tokenAnswer(status, JSON.stringify({ error, error_description: description }), headers);
}
