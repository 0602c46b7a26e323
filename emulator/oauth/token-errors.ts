import { type Answer, tokenAnswer } from '#emulator/http/answer';

/** A refusal of the token endpoint. Which of these Wise documents and which are assumed: README, "Assumed". */
export type Refusal = { status: number; error: string; description: string };

export const REFUSALS = {
  missingGrantType: refusal(400, 'invalid_request', 'Missing grant type'),
  clientFailed: refusal(401, 'invalid_client', 'Client authentication failed'),
  clientMismatch: refusal(401, 'invalid_client', 'Given client ID does not match authenticated client'),
  redirectMismatch: refusal(400, 'invalid_grant', 'Redirect URI mismatch.'),
  mtlsDemanded: refusal(403, 'access_denied', 'This client is to call the mTLS host'),
  userDeactivated: refusal(401, 'invalid_grant', 'Invalid user credentials.'),
} as const;

function refusal(status: number, error: string, description: string): Refusal {
  return { status, error, description };
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
export function invalidCode(code: string): Refusal {
  return refusal(400, 'invalid_grant', `Invalid authorization code: ${code}`);
}

/** As with codes: the description carries the token. */
export function invalidRefreshToken(refreshToken: string, status: number): Refusal {
  return refusal(status, 'invalid_grant', `Invalid refresh token: ${refreshToken}`);
}

export function refusalAnswer({ status, error, description }: Refusal): Answer {
  const headers: Record<string, string> =
    error === 'invalid_client' ? { 'www-authenticate': 'Basic realm="oauth"' } : {};
  return tokenAnswer(status, JSON.stringify({ error, error_description: description }), headers);
}
