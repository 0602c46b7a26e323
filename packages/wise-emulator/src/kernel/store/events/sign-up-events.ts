/** What happened to users that a partner made by API. */
export type SignUpFacts =
  | { type: 'user.signed_up'; userId: string; clientId: string; email: string }
  | { type: 'profile.made'; userId: string; profileId: string; clientId: string }
  | { type: 'user.claim_code_issued'; userId: string; clientId: string }
  /** The user set a password of their own: by the app's link, or on Wise's own pages. */
  | { type: 'user.took_over'; userId: string; by: 'link' | 'sign-in' | 'control'; grants: number };
