/**
 * How a person of either audience proved who they are. At an OpenID provider that may be a while ago (its
 * `auth_time`); a link or a demo button is used just now.
 */
export type Proof = { method: 'oidc'; authenticatedAt: Date } | { method: 'email' | 'dev' };

/** When an OpenID provider says that it was proved; null for just now, which the database's clock says. */
export function authenticatedAt(proof: Proof): Date | null {
  return proof.method === 'oidc' ? proof.authenticatedAt : null;
}
