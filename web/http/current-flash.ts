import 'server-only';
import { headers } from 'next/headers';
import { type FlashName, readFlash } from './flash';

/** What the form came to that led to the page which is being rendered; proxy.ts says it, once. */
export async function currentFlash(name: FlashName = 'flash'): Promise<string | undefined> {
  return readFlash((await headers()).get('x-page-flash'), name);
}
