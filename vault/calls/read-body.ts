import type { IncomingMessage } from 'node:http';
import { AppError } from '#lib/errors/app-error';
import type { CallBody } from './call-types';

/** JSON is looked through, so it is held whole. */
export const LARGEST_JSON = 1024 * 1024;
/** Documents are passed on as they come. */
export const LARGEST_UPLOAD = 128 * 1024 * 1024;

const JSON_TYPE = /^application\/(json|merge-patch\+json)(;\s*charset="?utf-8"?)?\s*$/i;
const UPLOAD_TYPE = /^multipart\/form-data;/i;

/**
 * The body of a call. JSON is read whole; an upload of documents (multipart) stays a stream. Every other type is refused: what we
 * cannot look into could name another profile, and signing and encrypting are the vault's own part.
 *
 * @throws AppError MEDIA_TYPE_NOT_TAKEN, BODY_TOO_LARGE, BAD_REQUEST (a GET with a body, or one that broke off)
 */
export async function readBody(request: IncomingMessage): Promise<CallBody> {
  const { headers, method } = request;
  const length = readLength(headers['content-length']);
  if (!hasBody(request)) return { kind: 'none' };
  if (method === 'GET') throw new AppError('BAD_REQUEST', { log: 'a GET with a body' });
  const type = headers['content-type'] ?? '';
  const isCoded = headers['content-encoding'] !== undefined;
  if (!isCoded && JSON_TYPE.test(type)) return readJson(request, type, length);
  if (!isCoded && UPLOAD_TYPE.test(type)) {
    if ((length ?? 0) > LARGEST_UPLOAD) throw new AppError('BODY_TOO_LARGE');
    return { kind: 'stream', chunks: capped(request, LARGEST_UPLOAD), type, length };
  }
  throw new AppError('MEDIA_TYPE_NOT_TAKEN', { log: 'the type of a call’s body' });
}

export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || (readLength(headers['content-length']) ?? 0) > 0;
}

async function readJson(
  request: IncomingMessage,
  type: string,
  length: number | undefined,
): Promise<CallBody> {
  if ((length ?? 0) > LARGEST_JSON) throw new AppError('BODY_TOO_LARGE');
  const chunks: Uint8Array[] = [];
  for await (const chunk of capped(request, LARGEST_JSON)) chunks.push(chunk);
  return { kind: 'buffer', bytes: Buffer.concat(chunks), type };
}

async function* capped(request: IncomingMessage, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.byteLength;
      if (size > most) throw new AppError('BODY_TOO_LARGE');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('BAD_REQUEST', { log: 'the caller’s body broke off', cause: error });
  }
}

function readLength(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
