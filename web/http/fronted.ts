// One process, two bundles: ours and Next's. What they share lives on the global object.
const shared = globalThis as typeof globalThis & { connectWiseFronted?: true };

/** Says that this process listens by web/server/front.ts. */
export function markFronted(): void {
  shared.connectWiseFronted = true;
}

/** Whether the front stands before Next here: without it nobody's address is known, and limits would hold nobody. */
export function isFronted(): boolean {
  return shared.connectWiseFronted === true;
}
