// cwk_<id>_<secret>: the id finds the row, the secret (256 random bits) is compared as its hash.
const API_KEY = /^cwk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;
export const ID_BYTES = 8;
export const SECRET_BYTES = 32;

export function writeKey(id: string, secret: string): string {
  return `cwk_${id}_${secret}`;
}

/** The two parts of the key in an `Authorization` header, or undefined when it has no such form. */
export function readKey(authorization: string | undefined): { id: string; secret: string } | undefined {
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const [, id, secret] = API_KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
