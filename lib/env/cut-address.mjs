/** What to write, for an address whose password is written as it is. */
export const ENCODE_PASSWORD =
  'outside A-Z, a-z, 0-9, "-", "_" and "." write each character of the password percent-encoded (# is %23, @ is %40, / is %2F, ' +
  '? is %3F, : is %3A, % is %25)';

/**
 * Whether a raw #, / or ? of a password has ended the host's part of an address. What is left of the password then stands where
 * host, port or path should, and must not be looked up or printed.
 * @param {URL} url
 * @returns {boolean}
 */
export function isCutByPassword(url) {
  if (url.hash !== '' || url.pathname.includes('@')) return true;
  return [...url.searchParams.keys()].some((name) => name.includes('@'));
}
