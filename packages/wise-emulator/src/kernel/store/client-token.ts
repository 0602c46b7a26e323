const PROTECTED_HEADER = Buffer.from(
  JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT', kid: 'emulator-not-wise' }),
).toString('base64url');

// Lengths of a real compact JWE: 2048-bit encrypted key, IV, a small claims set, tag.
const PARTS = [256, 12, 240, 16];
const TOTAL = PARTS.reduce((sum, length) => sum + length, 0);

/** A client-credentials token as Wise made them until June 2026, or as it makes them since: the shape of a JWE, about 800 characters. */
export function newClientToken(isUuid: boolean): string {
  return isUuid ? crypto.randomUUID() : newJwe();
}

function newJwe(): string {
  const noise = crypto.getRandomValues(Buffer.allocUnsafe(TOTAL));
  let token = PROTECTED_HEADER;
  let from = 0;
  for (const length of PARTS) {
    token += `.${noise.toString('base64url', from, from + length)}`;
    from += length;
  }
  return token;
}
