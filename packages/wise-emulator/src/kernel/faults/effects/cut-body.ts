import type { FaultEffect } from './effect';

/** The headers announce a whole body; half of it comes, then the connection is gone. */
export const cutBody: FaultEffect = {
  send: (wire, answer, { bytes }) => {
    const body = Buffer.from(answer.body);
    wire.head(answer, { 'content-length': body.byteLength });
    const part = body.subarray(0, bytes ?? Math.floor(body.byteLength / 2));
    wire.response.write(part, () => wire.socket.destroy());
  },
};
