import { Secret } from '#lib/log/secret';

/** RFC 6750 §2.1: what a bearer token consists of. */
const TOKEN = /^[\x21-\x7e]{1,65536}$/;

/** The token as a file, a pipe or a field has it, without the line's end; undefined when that is no token. */
export function readToken(raw: string): Secret | undefined {
  const token = raw.trim();
  return TOKEN.test(token) ? new Secret(token) : undefined;
}
