/**
 * Tells next-auth the public address. It reads it from the environment on each request, and without it
 * would take the Host header or localhost:3000. Whatever stood there before is replaced.
 */
export function setNextAuthUrl(appUrl: string): void {
  process.env.NEXTAUTH_URL = appUrl;
}

/**
 * Tells Next that it runs from .next/standalone: it takes the configuration that the build resolved, instead of reading
 * next.config.mjs with packages that only a build has. Next's own standalone server does the same.
 */
export function setStandaloneConfig(config: unknown): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
}
