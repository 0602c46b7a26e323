const PAIR = ['DATABASE_URL', 'VAULT_DATABASE_URL'];

/**
 * @param {Record<string, string | undefined>} settings
 * @returns {Record<string, string> | undefined} the outside server's addresses as they were given (by value or by file);
 *   undefined: neither is set, so the embedded database is meant
 * @throws when only one of the two is set: half of the product on another server is never meant
 */
export function outsideAddresses(settings) {
  const given = PAIR.map((name) => [name, `${name}_FILE`].find((each) => settings[each]));
  const [web, vault] = given;
  if (!web && !vault) return undefined;
  if (!web || !vault) {
    throw new Error(
      `${web ?? vault} is set and ${web ? PAIR[1] : PAIR[0]} is not: set both (one server, roles connect_web and ` +
        'connect_vault), or neither for the embedded PostgreSQL',
    );
  }
  return { [web]: settings[web] ?? '', [vault]: settings[vault] ?? '' };
}
