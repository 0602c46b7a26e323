/** From this day on Wise issues no UUID for client credentials and takes none (guides/developer/auth-and-security/client-credentials-token-migration). */
export const UUID_TOKENS_END = new Date('2027-01-07T00:00:00Z');

/** The CalVer version that becomes Wise's latest next: each on the first day of its quarter (docs/wise.md 8.5). */
export function nextVersionAfter(now: Date): { name: string; at: Date } {
  const quarter = Math.floor(now.getUTCMonth() / 3);
  const at = new Date(Date.UTC(now.getUTCFullYear(), (quarter + 1) * 3, 1));
  return { name: `${at.getUTCFullYear()}Q${Math.floor(at.getUTCMonth() / 3) + 1}`, at };
}
