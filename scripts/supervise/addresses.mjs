/** One server, a role each. */
const ROLE_OF = {
  DATABASE_URL: 'connect_web',
  VAULT_DATABASE_URL: 'connect_vault',
  VAULT_JOBS_DATABASE_URL: 'connect_jobs',
};

/**
 * @param {Record<string, string | undefined>} settings
 * @returns {boolean} whether web or vault use a server that is not the embedded one
 */
export function usesOutsideServer(settings) {
  return Object.keys(ROLE_OF).some((name) => givenAs(name, settings) !== undefined);
}

/**
 * @param {Record<string, string | undefined>} settings
 * @returns {Record<string, string> | undefined} the outside server's addresses as they were given (by value or by file);
 *   undefined: none is set, so the embedded database is meant
 * @throws when only some of them are set: part of the product on another server is never meant
 */
export function outsideAddresses(settings) {
  if (!usesOutsideServer(settings)) return undefined;
  const given = Object.keys(ROLE_OF).map((name) => ({ name, as: givenAs(name, settings) }));
  const missing = given.filter(({ as }) => as === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    const set = given.flatMap(({ as }) => as ?? []).join(' and ');
    throw new Error(
      `${set} ${set.includes(' and ') ? 'are' : 'is'} set and ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not: ` +
        `set all of them (one server, roles ${Object.values(ROLE_OF).join(', ')}, which prisma/roles.sql makes: run it again ` +
        'after an upgrade), or none for the embedded PostgreSQL',
    );
  }
  return Object.fromEntries(given.flatMap(({ as }) => (as ? [[as, settings[as] ?? '']] : [])));
}

/** @param {string} name @param {Record<string, string | undefined>} settings */
const givenAs = (name, settings) => [name, `${name}_FILE`].find((each) => settings[each]);
