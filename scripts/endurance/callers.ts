import { setTimeout as sleep } from 'node:timers/promises';
import type { Linked } from '../../e2e/harness/invariants';
import type { Stack } from '../../e2e/harness/stack';

/** What callers of the partner API have seen. */
export type Seen = {
  issued: number;
  /** Refusals and failures by code or status. */
  others: Map<string, number>;
  /** No answer at all: the connection broke. */
  broken: number;
  /** Tokens that Wise did not take, and that were issued again afterwards. */
  dead: number;
  /** By performance.now(): when each caller got a token last. */
  lastIssued: number[];
  /** Of every token, while `isTiming`. */
  firstAfter: (at: number) => number | undefined;
};

/**
 * So many callers ask for tokens of any of `connections` until `stop` is called, each as fast as it is answered and after a
 * pause.
 */
export function callAllTheWhile(
  stack: Stack,
  connections: () => readonly Linked[],
  { callers, pauseMs }: { callers: number; pauseMs: number },
): { seen: Seen; stop: () => Promise<void> } {
  const issuedAt: number[] = [];
  const seen: Seen = {
    issued: 0,
    others: new Map(),
    broken: 0,
    dead: 0,
    lastIssued: Array.from({ length: callers }, () => 0),
    firstAfter: (at) => issuedAt.find((each) => each >= at),
  };
  let isOver = false;
  const call = async (caller: number): Promise<void> => {
    for (let turn = caller; !isOver; turn += 1) {
      const all = connections();
      const linked = all[turn % all.length];
      if (linked === undefined) return;
      try {
        const { token, code, status } = await stack.partner.vend(linked.id);
        if (token === undefined) count(seen.others, code ?? String(status));
        else {
          seen.issued += 1;
          const now = performance.now();
          seen.lastIssued[caller] = now;
          issuedAt.push(now);
          if (issuedAt.length > 20_000) issuedAt.splice(0, 10_000);
          if (!stack.sandbox.accepts(token) && (await isIssuedAgain(stack, linked, token))) seen.dead += 1;
        }
      } catch {
        seen.broken += 1;
        await sleep(50);
      }
      await sleep(pauseMs);
    }
  };
  const running = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return {
    seen,
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}

/** A refresh may have come between our answer and our look; then the next answer has another token. */
async function isIssuedAgain(stack: Stack, { id }: Linked, token: string): Promise<boolean> {
  const again = await stack.partner.vend(id);
  return again.token === token && !stack.sandbox.accepts(token);
}

export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

export const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, n]) => `${name} ${n}`).join(', ') || 'none';
