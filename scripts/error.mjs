/**
 * @param {unknown} error whatever was thrown
 * @returns {string} what it says
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {unknown} error whatever was thrown
 * @returns {string} the code that Node or a library gave it, such as ENOENT; empty when it has none
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
