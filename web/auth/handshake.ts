/** How long a sign-in may stay at an OpenID provider: its state, nonce and verifier live as long in the browser. */
export const HANDSHAKE_SECONDS = 15 * 60;
