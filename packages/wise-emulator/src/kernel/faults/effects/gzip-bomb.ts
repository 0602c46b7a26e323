import { gzipSync } from 'node:zlib';
import type { FaultEffect } from './effect';

const MEGABYTE = 1024 * 1024;
const DEFAULT_MEGABYTES = 64;

let packedMegabyte: Buffer | undefined;

/** A gzip stream may have many members (RFC 1952 section 2.2): one packed megabyte of space, again and again. */
export const gzipBomb: FaultEffect = {
  send: (wire, answer, { megabytes = DEFAULT_MEGABYTES }) => {
    packedMegabyte ??= gzipSync(Buffer.alloc(MEGABYTE, ' '), { level: 9 });
    const members = Array.from({ length: megabytes }, () => packedMegabyte ?? Buffer.alloc(0));
    const body = Buffer.concat([gzipSync(answer.body), ...members]);
    wire.head(answer, { 'content-encoding': 'gzip', 'content-length': body.byteLength });
    wire.response.end(body);
  },
};
