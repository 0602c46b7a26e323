/**
 * The bound of web's heap, in MiB. Without one Node lets garbage stand until a share of the machine's memory is full.
 * `npm run bench:web-memory` shows what it costs in speed (decision 022).
 */
export const WEB_HEAP_MIB = 256;

/**
 * How Node runs the vault. Each half of the young part of its heap is bounded, in MiB: Node's own is 16, which a vend fills with
 * what is garbage a moment later. And V8 collects on the vault's own thread: helpers for a heap of 35 MiB cost a tenth more CPU
 * for a vend than they save. `npm run bench:vault-memory` and `npm run bench -- vend` show both.
 */
export const VAULT_NODE_FLAGS = ['--max-semi-space-size=4', '--single-threaded-gc'];

/** glibc gives each of a dozen threads a pool of its own, and each pool keeps what was freed in it. */
export const VAULT_MALLOC = { MALLOC_ARENA_MAX: '2' };
