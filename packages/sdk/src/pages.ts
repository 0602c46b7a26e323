import type { Connection, Input, Operations } from './types.js';

export interface Pages {
  /** Every connection that fits, page after page, newest first. */
  connections(filter?: Omit<Input<'listConnections'>, 'cursor'>): AsyncGenerator<Connection, void>;
}

export function pagesOf({ listConnections }: Pick<Operations, 'listConnections'>): Pages {
  return {
    async *connections(filter = {}) {
      let cursor: string | null | undefined;
      do {
        const page = await listConnections({ ...filter, ...(cursor ? { cursor } : {}) });
        yield* page.data;
        cursor = page.next_cursor;
      } while (cursor);
    },
  };
}
