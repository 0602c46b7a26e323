/**
 * The bound of web's heap, in MiB. Without one Node lets garbage stand until a share of the machine's memory is full.
 * `npm run bench:web-memory` shows what it costs in speed (decision 022).
 */
export const WEB_HEAP_MIB = 256;

/**
 * The bound of each half of the young part of the vault's heap, in MiB. Node's own is 16, which a vend fills with what is garbage a
 * moment later. `npm run bench:vault-memory` shows what it saves.
 */
export const VAULT_SEMI_SPACE_MIB = 4;

/** glibc gives each of a dozen threads a pool of its own, and each pool keeps what was freed in it. */
export const VAULT_MALLOC = { MALLOC_ARENA_MAX: '2' };
