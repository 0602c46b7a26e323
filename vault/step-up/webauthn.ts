/**
 * The library for passkeys, loaded when the first one is used: it reads ASN.1, which takes a twentieth of a vault's start and
 * 2 MB that most vaults never need.
 */
export const webAuthn = () => import('@simplewebauthn/server');
