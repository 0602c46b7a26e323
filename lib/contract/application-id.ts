import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { sha256Hex } from '#lib/hash/sha256';

const PREFIXES: Readonly<Record<Environment, string>> = { sandbox: 'a0000001', production: 'a0000002' };

/**
 * What stands for the connection in the access record of an application token: an id of this client of ours at Wise, of a version
 * that no connection has (RFC 9562 §5.8). Not of the environment alone: it may have had another client when a token left.
 */
export function applicationId(environment: Environment, clientId: string): string {
  const hash = sha256Hex(clientId);
  const rest = [hash.slice(0, 4), `8${hash.slice(4, 7)}`, `8${hash.slice(7, 10)}`, hash.slice(10, 22)];
  return [PREFIXES[environment], ...rest].join('-');
}

/** How the ids of all our clients in this environment begin. */
export const applicationIdPrefix = (environment: Environment): string => `${PREFIXES[environment]}-`;

/** Those of one client ID: nobody is kept from giving both environments the same. */
export const applicationIds = (clientId: string): string[] =>
  ENVIRONMENTS.map((environment) => applicationId(environment, clientId));

/** The environment of a client that has this id. */
export const applicationEnvironment = (id: string): Environment | undefined =>
  ENVIRONMENTS.find((environment) => id.startsWith(applicationIdPrefix(environment)));
