const SPACE = '[ \\t\\r]*';
const STRING = '"(?:[^"\\\\\\u0000-\\u001f]|\\\\(?:["\\\\/bfnrt]|u[\\dA-Fa-f]{4}))*"';
const OPENING = new RegExp(`${SPACE}\\{`, 'y');
/** Name, colon and value (RFC 8259, section 4). A value has no parts: no field of a row has any. */
const MEMBER = [
  new RegExp(`${SPACE}${STRING}`, 'y'),
  new RegExp(`${SPACE}:`, 'y'),
  new RegExp(`${SPACE}(?:${STRING}|-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null)`, 'y'),
];
const AFTER = new RegExp(`${SPACE}[,}]`, 'y');

/**
 * Says where a line that JSON.parse refused goes wrong, and nothing of what stands there: it may be a token. The message of
 * JSON.parse quotes the line, and mostly has no position.
 */
export function tellJsonFault(line: string): string {
  const rest = line.slice(findFault(line)).trimStart();
  return rest === ''
    ? 'not a JSON object: it ends too early'
    : `not a JSON object: wrong at character ${line.length - rest.length + 1}`;
}

/** How many characters are the beginning of an object whose values have no parts. */
function findFault(line: string): number {
  let at = 0;
  const take = (piece: RegExp): string | undefined => {
    piece.lastIndex = at;
    const found = piece.exec(line)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  if (take(OPENING) === undefined) return at;
  for (;;) {
    if (MEMBER.some((piece) => take(piece) === undefined)) return at;
    // undefined: neither; else the object has ended, and something follows
    if (take(AFTER)?.endsWith(',') !== true) return at;
  }
}
