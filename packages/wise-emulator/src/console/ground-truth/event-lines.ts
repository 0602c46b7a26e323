import type { EmulatorEvent, EventLog } from '#emulator/kernel/store/events/event-log';

/** Events that are in memory as text at a time, however long the log is and however slowly it is read. */
const BATCH = 500;

/** So many events fell out of the log before they were read: what was built on all of them is not whole. */
export type LostEvents = { type: 'log.lost'; events: number };

/**
 * The log from after `since` in pieces, as fast as it is read.
 *
 * @param follow goes on with what happens from then on, until this ends it.
 */
export async function* eventBatches(
  log: EventLog,
  since: number,
  follow?: AbortSignal,
): AsyncGenerator<(EmulatorEvent | LostEvents)[]> {
  let seq = since;
  for (;;) {
    const { events, lost } = log.batch(seq, BATCH);
    if (lost > 0) yield [{ type: 'log.lost', events: lost }];
    const last = events.at(-1);
    if (last) {
      yield events;
      seq = last.seq;
    } else if (follow && !follow.aborted) {
      await log.next(follow);
    } else return;
  }
}

/** NDJSON: one JSON text a line. */
export async function* toLines(batches: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('');
}
