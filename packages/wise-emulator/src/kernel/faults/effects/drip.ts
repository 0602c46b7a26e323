import type { Answer } from '#emulator/kernel/http/answer';
import type { FaultEffect } from './effect';
import type { Wire } from './wire';

const SECOND_MS = 1_000;

/** One byte of the body a second: no pause is ever long enough for a time limit between two bytes. */
export const drip: FaultEffect = {
  send: (wire, answer, { everyMs = SECOND_MS }) => {
    const body = Buffer.from(answer.body);
    wire.head(answer, { 'content-length': body.byteLength });
    dripOut(wire, body, {
      everyMs,
      write: (bytes) => wire.response.write(bytes),
      end: (rest) => wire.response.end(rest),
    });
  },
};

/** The same with status line and headers, written past the HTTP server. */
export const dripHeaders: FaultEffect = {
  send: (wire, answer, { everyMs = SECOND_MS }) => {
    const { socket } = wire;
    dripOut(wire, Buffer.from(asText(wire, answer)), {
      everyMs,
      write: (bytes) => socket.write(bytes),
      end: (rest) => socket.end(rest),
    });
  },
};

type Tap = { everyMs: number; write: (bytes: Uint8Array) => unknown; end: (rest: Uint8Array) => unknown };

function dripOut(wire: Wire, bytes: Buffer, { everyMs, write, end }: Tap): void {
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    if (sent < bytes.byteLength) return write(bytes.subarray(sent - 1, sent));
    clearInterval(timer);
    return end(bytes.subarray(sent - 1));
  }, everyMs);
  wire.stay({
    finish: () => {
      clearInterval(timer);
      end(bytes.subarray(sent));
    },
    gone: () => clearInterval(timer),
  });
}

function asText(wire: Wire, answer: Answer): string {
  const length = Buffer.byteLength(answer.body);
  const headers = wire.headersOf(answer, { 'content-length': length, connection: 'close' });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${answer.status} Slowly\r\n${lines.join('')}\r\n${answer.body}`;
}
