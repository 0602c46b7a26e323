// cwk_<id>_<secret>: the id finds the row, the secret (256 random bits) is compared as its hash.
const API_KEY = /^cwk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** The two parts of the key in an `Authorization` header, or undefined when it has no such form. */
export function readKeyHeader(authorization: string | undefined): { id: string; secret: string } | undefined {
  const [, text = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const [, id, secret] = API_KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
