import os from 'node:os';
import path from 'node:path';

/**
 * Settings of npm about how to reach a registry. What else a machine sets (omit, ignore-scripts, …) would change what is built:
 * a builder of images has none of it.
 */
const ACCESS = new Set([
  ...['registry', 'replace-registry-host', 'strict-ssl', 'ca', 'cafile', 'cert', 'key'],
  ...['proxy', 'https-proxy', 'noproxy', 'local-address', 'maxsockets', 'fetch-timeout', 'fetch-retries'],
  ...['fetch-retry-factor', 'fetch-retry-mintimeout', 'fetch-retry-maxtimeout'],
]);
/** What Node and npm read themselves. */
const VARIABLE = /^(?:(?:https?|no|all)_proxy|node_use_(?:system_ca|env_proxy)|ssl_cert_dir)$/i;
const FILE_VARIABLE = /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/;
const isAccess = (name: string): boolean =>
  ACCESS.has(name) || name.startsWith('//') || /^@[^:]+:registry$/.test(name);
const isFile = (name: string): boolean => /(?:^|:)(?:cafile|certfile|keyfile)$/.test(name);

/** What the steps are given: variables, and the text of an .npmrc. Either can hold a password or a token. */
export type RegistryAccess = { env: Record<string, string>; npmrc: string };

/**
 * How this machine reaches the registry of npm, for an account that has neither its environment nor its home.
 * @param npmrcs what this account's settings files say, the strongest last
 * @param carry copies a file that is named to where the other account can read it, and says where
 */
export function registryAccess(
  given: NodeJS.ProcessEnv,
  npmrcs: readonly string[],
  carry: (file: string) => string,
): RegistryAccess {
  const env: Record<string, string> = {};
  const lines: string[] = [];
  for (const line of npmrcs.flatMap((text) => text.split(/\r?\n/))) {
    const [, name, isList, value = ''] = /^\s*([^=;#\s][^=]*?)\s*(\[\])?\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || !isAccess(name)) continue;
    if (isFile(name)) lines.push(setting(name, carry(placeOf(value, given))));
    else {
      lines.push(`${name}${isList ?? ''}=${value}`);
      Object.assign(env, namedIn(value, given));
    }
  }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === '') continue;
    if (VARIABLE.test(name)) env[name] = value;
    if (FILE_VARIABLE.test(name)) env[name] = carry(value);
    // as lines, because sh drops variables with such names as npm_config_//host/:_authToken
    const key = keyOf(name);
    if (key !== undefined && isAccess(key))
      lines.push(setting(key, isFile(key) ? carry(placeOf(value, given)) : value));
  }
  return { env, npmrc: lines.map((line) => `${line}\n`).join('') };
}

/** `${NAME}` and `${NAME?}`, which npm replaces. */
const NAMED = /\$\{([^}?]+)\??\}/g;

function namedIn(value: string, given: NodeJS.ProcessEnv): Record<string, string> {
  const names = [...value.matchAll(NAMED)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
}

/** In quotation marks, in which ; and # are no comment. */
const setting = (name: string, value: string): string => `${name}=${JSON.stringify(value)}`;

function placeOf(value: string, given: NodeJS.ProcessEnv): string {
  const bare = value.replace(/^"(.*)"$/, '$1').replace(NAMED, (all, name: string) => given[name] ?? all);
  return path.resolve(bare.replace(/^~(?=\/)/, os.homedir()));
}

/** As npm reads the name of a variable. */
function keyOf(variable: string): string | undefined {
  const [, name] = /^npm_config_(.+)$/i.exec(variable) ?? [];
  if (name === undefined || name.startsWith('//')) return name;
  return name.replaceAll(/(?!^)_/g, '-').toLowerCase();
}
