import { BlockList, isIP } from 'node:net';
import * as z from 'zod';

const EXAMPLE = 'must be addresses or networks such as 127.0.0.1,10.0.0.0/8 (or none)';

/**
 * The proxies whose `X-Forwarded-For` is believed, as comma-separated addresses and networks. `none`: the process is
 * spoken to directly, and the header is worth nothing.
 */
export function trustedProxies() {
  return z.string().transform((text, context): BlockList => {
    const list = new BlockList();
    const entries = text.trim() === 'none' ? [] : text.split(',').map((entry) => entry.trim());
    for (const entry of entries) {
      if (addNetwork(list, entry)) continue;
      context.addIssue({ code: 'custom', message: EXAMPLE });
      return z.NEVER;
    }
    return list;
  });
}

/** Adds an address or a network such as 10.0.0.0/8 to the list; false when the text is neither. */
export function addNetwork(list: BlockList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) {
    list.addAddress(address, family);
    return true;
  }
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (bits < 1 || bits > (version === 4 ? 32 : 128)) return false;
  list.addSubnet(address, bits, family);
  return true;
}
