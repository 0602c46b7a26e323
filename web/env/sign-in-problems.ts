import type { EnvSource } from '#lib/env/read';

const AUDIENCES = [
  { people: 'customers', prefix: 'CUSTOMER_OIDC_' },
  { people: 'staff', prefix: 'STAFF_OIDC_' },
] as const;

/** For each audience that could not sign in, or only by half a provider: one line that says what to set or to remove. */
export function signInProblems(source: EnvSource): string[] {
  const isSet = (name: string) => Boolean(source[name] || source[`${name}_FILE`]);
  const hasMail = isSet('SMTP_URL');
  const needsNone = hasMail || source.CONNECT_DEV_SIGN_IN === '1';
  return AUDIENCES.flatMap(({ people, prefix }) => {
    const names = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'].map((name) => prefix + name);
    const set = names.filter(isSet);
    const missing = names.filter((name) => !isSet(name));
    if (missing.length === 0 || (set.length === 0 && needsNone)) return [];
    if (set.length === 0)
      return [
        `no way to sign in for ${people}: set SMTP_URL (email links), or ${listed(names)} (an OpenID provider)`,
      ];
    const otherwise = needsNone ? '' : ' and set SMTP_URL (email links)';
    return [
      `half an OpenID provider for ${people}: set ${listed(missing)} too, or remove ${listed(set)}${otherwise}`,
    ];
  });
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
