// Plain JavaScript, because the commands that migrate run before anything is built or compiled.

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/;

/**
 * Why a PostgreSQL address must not be used, or undefined. Over a network the password, every row and every answer
 * would be anybody's to read and change without TLS, and TLS that does not check the name is no better: only a server on
 * this machine, a socket, or `sslmode=verify-full`.
 * @param {string} address
 * @returns {string | undefined} words without the address: it holds a password
 */
export function transportProblem(address) {
  if (!/^postgres(ql)?:\/\//.test(address)) return 'must be a postgresql:// address';
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || isCutByPassword(url)) {
    return (
      'is cut off inside its password, or has no valid port: outside A-Z, a-z, 0-9, "-", "_" and "." write each character of the ' +
      'password percent-encoded (# is %23, @ is %40, / is %2F, ? is %3F, : is %3A, % is %25)'
    );
  }
  const hosts = url.searchParams.getAll('host');
  // pg believes a host in the query before the one where everybody looks
  const host = hosts.at(-1) || decoded(url.hostname);
  if (host === '') return 'must name its host';
  if (LOOPBACK.test(host) || host.startsWith('/')) return undefined;
  const modes = url.searchParams.getAll('sslmode');
  if (modes.length === 1 && modes[0] === 'verify-full') return undefined;
  return (
    'must end with ?sslmode=verify-full, because the server is not on this machine (and, if its certificate is not of a ' +
    'public authority, &sslrootcert=/path/of/the/authority.pem)'
  );
}

/**
 * For whatever opens a connection.
 * @param {string} address
 * @throws when the address must not be used
 */
export function assertSafeTransport(address) {
  const problem = transportProblem(address);
  if (problem) throw new Error(`the database address ${problem}`);
}

/**
 * A raw #, / or ? ends the host's part of an address. What is left of the password then stands where host, port or path should,
 * and must not be looked up or printed.
 */
function isCutByPassword(/** @type {URL} */ url) {
  if (url.hash !== '') return true;
  return url.pathname.includes('@') || [...url.searchParams.keys()].some((name) => name.includes('@'));
}

function decoded(/** @type {string} */ text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
