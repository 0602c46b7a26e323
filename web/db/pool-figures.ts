/** How many connections the pool has, how many of them do nothing, and how many requests wait for one. */
export type PoolFigures = { totalCount: number; idleCount: number; waitingCount: number };

// One process, two bundles: the pool is in Next's, its metrics in ours.
const kept = globalThis as typeof globalThis & { connectWiseWebPool?: PoolFigures };

/** The web process's pool as it is now; undefined before its first use. */
export const poolFigures = (): PoolFigures | undefined => kept.connectWiseWebPool;
