import { BlockList } from 'node:net';
import { addNetwork } from '#lib/env/proxies';
import { isInList } from '#lib/net/client-address';

/** Lists by their text, because each request would otherwise build its key's anew. */
const lists = new Map<string, BlockList>();
const MOST_LISTS = 1_000;

/** Whether an address is in one of these networks. Without networks every address is; with some, one that is not known is not. */
export function isInNetworks(address: string | undefined, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  return address !== undefined && isInList(address, listOf(networks));
}

function listOf(networks: readonly string[]): BlockList {
  const text = networks.join(',');
  const known = lists.get(text);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  if (lists.size >= MOST_LISTS) lists.clear();
  lists.set(text, list);
  return list;
}
