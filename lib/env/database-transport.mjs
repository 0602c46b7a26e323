// Plain JavaScript, because the commands that migrate run before anything is built or compiled.
import { ENCODE_PASSWORD, isCutByPassword } from './cut-address.mjs';

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/;

/** What may stand in the query of an address: where the server is, who asks, and TLS. */
const OPTIONS = [
  'host',
  'port',
  'user',
  'password',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslnegotiation',
  'uselibpqcompat',
];

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
    return `is cut off inside its password, or has no valid port: ${ENCODE_PASSWORD}`;
  }
  const hosts = url.searchParams.getAll('host');
  // pg believes a host in the query before the one where everybody looks
  const host = hosts.at(-1) || decoded(url.hostname);
  if (host === '') return 'must name its host';
  if (LOOPBACK.test(host) || host.startsWith('/')) return optionsProblem(url);
  const modes = url.searchParams.getAll('sslmode');
  if (modes.length === 1 && modes[0] === 'verify-full') return optionsProblem(url);
  return (
    'must end with ?sslmode=verify-full, because the server is not on this machine (and, if its certificate is not of a ' +
    'public authority, &sslrootcert=/path/of/the/authority.pem)'
  );
}

/**
 * pg takes any option: those it does not know it drops without a word (`channel_binding`, `target_session_attrs`, and
 * Prisma's `schema`, `connection_limit`), and those it knows win over the limits that we set (`query_timeout`, `options`).
 * @param {URL} url
 */
function optionsProblem(url) {
  if ([...url.searchParams.keys()].every((name) => OPTIONS.includes(name))) return undefined;
  return `has an option that is not read here: after the ? only ${OPTIONS.join(', ')} may stand`;
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

function decoded(/** @type {string} */ text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
