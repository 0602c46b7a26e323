import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultEffect } from './effect';
import type { Wire } from './wire';

/** Space is allowed after JSON (RFC 8259 section 2), so a reader that waits for the end waits for ever. */
const SPACE = Buffer.alloc(16 * 1024, ' ');

/** The real answer, and then space as fast as the client takes it; with `everyMs`, a piece now and then. */
export const endlessBody: FaultEffect = {
  send: (wire, answer, { everyMs = 0 }) => {
    wire.head(answer, { 'transfer-encoding': 'chunked' });
    const leaving = new AbortController();
    wire.stay({ finish: () => wire.socket.destroy(), gone: () => leaving.abort() });
    wire.response.write(answer.body);
    flow(wire, everyMs, leaving.signal).catch(() => undefined);
  },
};

async function flow({ response }: Wire, everyMs: number, leaving: AbortSignal): Promise<void> {
  while (!leaving.aborted) {
    const isTaken = response.write(SPACE);
    if (everyMs > 0) await sleep(everyMs, undefined, { signal: leaving });
    else if (!isTaken) await once(response, 'drain', { signal: leaving });
  }
}
