/**
 * Tells next-auth the public address. It reads it from the environment on each request, and without it
 * would take the Host header or localhost:3000. Whatever stood there before is replaced.
 */
export function setNextAuthUrl(appUrl: string): void {
  process.env.NEXTAUTH_URL = appUrl;
}
