/** What was done in the Developer Hub. */
export type HubFacts =
  | { type: 'client.registered'; clientId: string }
  | { type: 'secret.rotated'; clientId: string; secretId: string }
  | { type: 'secret.revoked'; clientId: string; secretId: string; graceSeconds: number };
