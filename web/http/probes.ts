/** What load balancers and supervisors ask, often by an address instead of the app's name: nothing in the answers depends on who asks. */
const PROBES: readonly string[] = ['/healthz', '/readyz', '/api/health'];

export function isProbe(pathname: string): boolean {
  return PROBES.includes(pathname);
}
