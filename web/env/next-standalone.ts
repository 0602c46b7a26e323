/**
 * Tells Next that it runs from .next/standalone: it takes the configuration that the build resolved, instead of reading
 * next.config.mjs with packages that only a build has. Next's own standalone server does the same.
 */
export function setStandaloneConfig(config: unknown): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config);
}
