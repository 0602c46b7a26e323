import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { RefusalStatus } from './request-fault';

const STATUS: Record<string, RefusalStatus> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The status for an error of Node's parser or of its timeouts; 400 for any other error. */
export function statusOf(error: NodeJS.ErrnoException): RefusalStatus {
  return STATUS[error.code ?? ''] ?? 400;
}

/** How long the client may go on sending after our answer. */
const LINGER_MS = 2_000;

/**
 * Answers on the socket itself, because a request that cannot be parsed has no response object, and closes it. Not at
 * once (RFC 9112 §9.6): closing while the client still sends is a reset, which may discard the answer. After 408 it is
 * closed at once: the rest of the body must not complete a request that was just answered as not done.
 */
export function writeAndClose(
  socket: Socket,
  status: RefusalStatus,
  { headers, body }: { headers: Record<string, string>; body: string },
): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
    ...lines,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => {
    if (status === 408) socket.destroy();
  });
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(linger));
}
