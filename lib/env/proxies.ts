import { BlockList } from 'node:net';
import * as z from 'zod';
import { addNetwork, ambiguityOf } from './network';

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
      const problem = ambiguityOf(entry) ?? (addNetwork(list, entry) ? undefined : EXAMPLE);
      if (problem === undefined) continue;
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    }
    return list;
  });
}
