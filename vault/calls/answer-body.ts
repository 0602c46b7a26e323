import { Readable } from 'node:stream';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseAnswer } from './call-types';

/** More is no answer of an API: a statement of years is some megabytes. */
export const LARGEST_ANSWER = 256 * 1024 * 1024;
/** Up to here an answer is read whole before ours begins, so that one that breaks off becomes a problem and no half answer. */
const SMALL = 64 * 1024;

type Streamed = Exclude<WiseAnswer['body'], Buffer>;

/**
 * A body as it is sent on: whole when it is small, else a stream that reads from Wise no faster than the caller takes it. When the
 * caller goes away the rest is read and thrown away: what was sent to Wise is finished.
 *
 * @throws AppError WISE_ANSWER_LOST when a small one breaks off.
 */
export async function passOn(ctx: VaultContext, answer: WiseAnswer): Promise<Buffer | Readable> {
  const body = (await smallBody(ctx, answer)) ?? answer.body;
  if (Buffer.isBuffer(body)) return body;
  const stream = Readable.from(chunksOf(ctx, body), { objectMode: false });
  // also of one that nobody began to read
  stream.once('close', () => {
    if (!body.readableEnded) discard(ctx, body);
  });
  return stream;
}

/** The whole body of an answer that says that it is small. @throws AppError WISE_ANSWER_LOST when it breaks off. */
export async function smallBody(
  ctx: VaultContext,
  { headers, body }: WiseAnswer,
): Promise<Buffer | undefined> {
  if (Buffer.isBuffer(body)) return body;
  const length = headers['content-length'];
  return length !== undefined && Number(length) <= SMALL ? readWhole(ctx, body, SMALL) : undefined;
}

/**
 * The same of one that does not say how large it is, where it turns out to be small. Of any other what was read is put back.
 *
 * @throws AppError WISE_ANSWER_LOST when it breaks off meanwhile.
 */
export async function bodyIfSmall(ctx: VaultContext, answer: WiseAnswer): Promise<Buffer | undefined> {
  const { headers, body } = answer;
  if (Buffer.isBuffer(body) || headers['content-length'] !== undefined) return smallBody(ctx, answer);
  const chunks: Uint8Array[] = [];
  let size = 0;
  return withinTime(ctx, body, async () => {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size <= SMALL) continue;
      // within the loop: a stream that has ended takes nothing back
      body.unshift(Buffer.concat(chunks));
      return undefined;
    }
    return Buffer.concat(chunks);
  });
}

/** One that drips would hold its caller for days: each byte in time, and the last one never. */
async function withinTime<Value>(
  ctx: VaultContext,
  body: Streamed,
  read: () => Promise<Value>,
): Promise<Value> {
  const tooSlow = () => body.destroy(new Error('too slow to be read whole'));
  const timer = setTimeout(tooSlow, ctx.deadlines.callWholeMs);
  try {
    return await read();
  } catch (error) {
    throw brokenOff(error);
  } finally {
    clearTimeout(timer);
  }
}

const brokenOff = (cause: unknown) =>
  new AppError('WISE_ANSWER_LOST', { log: 'an answer that broke off', cause });

async function* chunksOf(ctx: VaultContext, body: Streamed): AsyncGenerator<Uint8Array> {
  const endsAt = performance.now() + ctx.deadlines.callBodyMs;
  let size = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER || performance.now() > endsAt) {
      body.destroy();
      throw new AppError('WISE_ANSWER_LOST', { log: 'an answer too large or too slow' });
    }
    yield chunk;
  }
}

/** The whole body. @throws AppError WISE_ANSWER_LOST when it breaks off, is too slow, or is larger than it may be. */
export async function readWhole(ctx: VaultContext, body: Streamed, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return withinTime(ctx, body, async () => {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > most) throw new Error('too large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  });
}

/** Reads the rest and throws it away, within the deadline of a body, while the vault waits for it. */
export function discard(ctx: VaultContext, body: Streamed): void {
  ctx.tasks.start('rest of a call', async () => {
    const timer = setTimeout(() => body.destroy(), ctx.deadlines.callBodyMs);
    try {
      body.on('error', () => undefined);
      for await (const _chunk of body) if (ctx.tasks.isStopping) return;
    } catch {
      // it broke off: nobody is waiting for it
    } finally {
      clearTimeout(timer);
    }
  });
}
