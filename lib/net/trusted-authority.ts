import { Agent, type Dispatcher } from 'undici';

/**
 * Connections to servers whose certificate this authority signed, and to no others.
 *
 * @param ca certificates in PEM
 */
export function dispatcherTrusting(ca: string): Dispatcher {
  return new Agent({ connect: { ca } });
}
