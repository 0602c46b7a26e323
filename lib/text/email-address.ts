const ADDRESS = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * An email address in the one form it is stored and compared in, or undefined when it is none. ASCII
 * only and lower-case: no two spellings of one mailbox, nothing that a mail server folds into another
 * address (quoted parts, comments, look-alikes), nothing that could break out of a header.
 */
export function normaliseAddress(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = value.trim().toLowerCase();
  return address.length <= 254 && ADDRESS.test(address) ? address : undefined;
}
