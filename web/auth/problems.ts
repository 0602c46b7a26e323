/** Why a sign-in did not happen, as far as a person may know. The words are in the sign-in pages. */
export const SIGN_IN_PROBLEMS = [
  /** The person said no at the OpenID provider. */
  'denied',
  /** The browser came back without the cookies of a sign-in it began: too late, or another browser. */
  'expired',
  /** Staff whom no admin has added, or who were disabled. */
  'not_added',
  /** Staff who are bound to another account, as after a change of the provider. */
  'other_account',
  'no_email',
  'unverified_email',
  /** An email link that is used up, too old, or from another browser. */
  'link',
  /** A mailed code that is wrong, used up, too old, or from another browser. */
  'code',
  /** The OpenID provider does not confirm that the person proved who they are lately. */
  'not_fresh',
  /** The OpenID provider cannot be reached. */
  'provider',
  /** The mail server does not take messages. */
  'mail',
  'failed',
] as const;

export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

/** The problem a page's address names; anything unknown is `failed`. */
export function parseSignInProblem(value: unknown): SignInProblem {
  return SIGN_IN_PROBLEMS.find((problem) => problem === value) ?? 'failed';
}
