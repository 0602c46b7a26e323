// One process, two bundles: ours and Next's. What they share lives on the global object.
const shared = globalThis as typeof globalThis & { connectWiseServerWrapped?: true };

/** Says that this process listens by web/server/server-wrapper.ts. */
export function markServerWrapped(): void {
  shared.connectWiseServerWrapped = true;
}

/** Whether the server wrapper stands before Next here: without it nobody's address is known, and limits would hold nobody. */
export function isServerWrapped(): boolean {
  return shared.connectWiseServerWrapped === true;
}
