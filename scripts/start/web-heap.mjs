/**
 * The bound of web's heap, in MiB. Without one Node lets garbage stand until a share of the machine's memory is full.
 * `npm run bench:web-memory` shows what it costs in speed (decision 022).
 */
export const WEB_HEAP_MIB = 256;
