import { connect } from 'node:net';

/** What came over the wire: every byte, and how it ended. */
export type Raw = {
  head: string;
  /** After the empty line, as it came (chunk sizes included). */
  body: string;
  /** `fin`: the other side ended its stream; `cut`: the connection broke; `seen`: there was enough. */
  end: 'fin' | 'cut' | 'seen';
  /** Our side is open until this is called. */
  hangUp: () => void;
};

export type RawRequest = {
  url: string;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Stops reading once this is true of what has come. */
  enough?: (text: string) => boolean;
};

/** One request over a bare socket, so that nothing of an HTTP client stands between the test and the bytes. */
export function rawRequest({
  url,
  method = 'GET',
  path,
  headers = {},
  body = '',
  enough,
}: RawRequest): Promise<Raw> {
  const { hostname, port, host } = new URL(url);
  const lines = Object.entries({ host, ...headers, 'content-length': String(Buffer.byteLength(body)) });
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.write(
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
  return new Promise((resolve) => {
    let text = '';
    const finish = (end: Raw['end']) => {
      const [head = '', ...rest] = text.split('\r\n\r\n');
      socket.pause();
      resolve({ head, body: rest.join('\r\n\r\n'), end, hangUp: () => socket.destroy() });
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (enough?.(text)) finish('seen');
    });
    socket.on('end', () => finish('fin'));
    socket.on('error', () => finish('cut'));
  });
}
