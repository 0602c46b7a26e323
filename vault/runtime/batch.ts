import { isDatabaseFailure } from '#lib/db/database-failure';

type Options<Item, Result> = {
  /** Answers each item, in order. What it rejects with fails the whole batch. */
  run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items in one batch. */
  maxSize: number;
  /** Batches out at once; more than one only where those out are slow, or where so many wait as one is worth. */
  maxOut: number;
  /**
   * How many have to wait before the next batch goes while one is out; twice as many while two are. `maxSize` where nothing is
   * said.
   */
  worthOne?: number;
  /** After so many milliseconds nobody waits any more for a batch that is out. */
  patienceMs: number;
};

/**
 * For statements of a few milliseconds. Few wait: one at a time, so that the others gather. Many wait: a second one goes while
 * the first waits for the disk, which is a third more vends with 32 callers than one after another.
 */
export const OF_STATEMENTS = { maxSize: 128, maxOut: 4, worthOne: 6, patienceMs: 20 };

type Waiting<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/**
 * Gathers what is asked for while a batch is out, and sends it as the next one, once that is back or enough wait. Whoever asks
 * while none is out waits for nobody. A batch that fails fails its own items alone: all of them where the database failed, else
 * each is tried by itself, so that one that can never succeed takes no other with it.
 */
export function createBatcher<Item, Result>({
  run,
  maxSize,
  maxOut,
  worthOne = maxSize,
  patienceMs,
}: Options<Item, Result>): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let out = 0;
  /** Of those, the ones that the next batch waits for. */
  let awaited = 0;
  let isScheduled = false;

  /** At the end of this turn of the event loop: what came in by other sockets in the same turn goes along. */
  const schedule = () => {
    const mayGo = waiting.length >= Math.min(worthOne * awaited, maxSize);
    if (isScheduled || waiting.length === 0 || out >= maxOut || !mayGo) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      send(waiting.splice(0, maxSize));
      schedule();
    });
  };

  const send = (batch: Waiting<Item, Result>[]) => {
    out += 1;
    awaited += 1;
    let isAwaited = true;
    const stopWaiting = () => {
      if (isAwaited) awaited -= 1;
      isAwaited = false;
      schedule();
    };
    const timer = setTimeout(stopWaiting, patienceMs);
    void settle(run, batch).finally(() => {
      clearTimeout(timer);
      out -= 1;
      stopWaiting();
    });
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}

/** Gives each member of the batch its result or its failure. Never throws. */
async function settle<Item, Result>(
  run: Options<Item, Result>['run'],
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await run(batch.map(({ item }) => item));
    if (results.length !== batch.length) throw new Error('a batch came back with another number of results');
    batch.forEach(({ resolve }, at) => {
      // an index within both: their lengths are equal
      resolve(results[at] as Result);
    });
  } catch (error) {
    if (batch.length === 1 || isDatabaseFailure(error)) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const one of batch) await settle(run, [one]);
  }
}
