/**
 * Takes what looks like a credential out of text. The second line of defence: the first is that
 * secrets are `Secret` and upstream text is never logged (design W11: old Wise errors carry the token).
 */
export function scrub(text: string): string {
  return (
    text
      .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 [scrubbed]')
      .replace(/\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*){0,4}/g, '[scrubbed]')
      .replace(
        /\b(code|state|token|access_token|refresh_token|client_secret|password|session|key|email)=([^&\s"'<>]+)/gi,
        '$1=[scrubbed]',
      )
      // openid-client names the state or nonce of somebody's sign-in
      .replace(/\b(mismatch, expected )\S+(, got: )\S+/g, '$1[scrubbed]$2[scrubbed]')
      .replace(/(postgres(?:ql)?:\/\/[^:/\s]+:)[^@\s]+@/gi, '$1[scrubbed]@')
  );
}

type ScrubbedError = { type: string; code?: string; message: string; stack?: string; cause?: ScrubbedError };

/** An error as a small plain object: known fields only, so that a response or request hung on it stays out. */
export function scrubError(error: unknown, depth = 0): ScrubbedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    ...(code === undefined ? {} : { code: scrub(code) }),
    message: scrub(error.message),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: scrubError(error.cause, depth + 1) }),
  };
}
