import { BlockList } from 'node:net';
import { addNetwork } from '#lib/env/proxies';
import { isInList } from '#lib/net/client-address';

/** Whether an address is in one of these networks. Without networks every address is; with some, one that is not known is not. */
export function isInNetworks(address: string | undefined, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  if (address === undefined) return false;
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return isInList(address, list);
}
