/**
 * Whether the profile that a customer connects is compared with what is known of them (decision 094). `flag`: the verdict is kept
 * with the connection. `require`: only a match is connected.
 */
export const MATCH_POLICIES = ['off', 'flag', 'require'] as const;
