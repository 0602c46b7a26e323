import net from 'node:net';

/** Asks one server for a path. @throws Error with what it answered, unless that was 200 with a body */
export type HttpGet = (path: string) => Promise<void>;

type Connection = { socket: net.Socket; usedAt: number; answer: string; done: (problem?: string) => void };

/** Node's servers close what was idle for five seconds; a request on its way then would be lost. */
const MOST_IDLE_MS = 3_000;

/**
 * GETs for up to so many callers, each over a keep-alive connection of its own, which ends with the server. Callers share the
 * cores with what they measure, so they write bytes and look for an answer's end: a third less of the CPU than undici's
 * `dispatch` takes for it, and so less of every rate is theirs.
 */
export function httpGetter(url: string, authorization: string, callers: number): HttpGet {
  const { host } = new URL(url);
  const rest = ` HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n\r\n`;
  const idle: Connection[] = [];
  let busy = 0;
  return (path) =>
    new Promise((resolve, reject) => {
      if (busy >= callers) throw new Error(`more than ${callers} callers`);
      const connection = usable(idle.pop()) ?? connect(url);
      busy += 1;
      connection.answer = '';
      connection.done = (problem) => {
        busy -= 1;
        connection.done = () => undefined;
        connection.usedAt = performance.now();
        if (problem === undefined) {
          idle.push(connection);
          resolve();
          return;
        }
        connection.socket.destroy();
        reject(new Error(`${url}${path}: ${problem}`));
      };
      connection.socket.write(`GET ${path}${rest}`, 'latin1');
    });
}

function usable(connection: Connection | undefined): Connection | undefined {
  if (connection === undefined) return undefined;
  if (!connection.socket.destroyed && performance.now() - connection.usedAt < MOST_IDLE_MS) return connection;
  connection.socket.destroy();
  return undefined;
}

function connect(url: string): Connection {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
  const connection: Connection = { socket, usedAt: 0, answer: '', done: () => undefined };
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    connection.answer += chunk;
    const body = bodyOf(connection.answer);
    if (body === undefined) return;
    const isGood = connection.answer.startsWith('HTTP/1.1 200 ') && body.length > 0;
    connection.done(isGood ? undefined : `answered ${connection.answer.slice(9, 12)}: ${body.slice(0, 300)}`);
  });
  socket.on('error', (error) => connection.done(error.message));
  socket.on('close', () => connection.done('closed before an answer'));
  return connection;
}

const LAST_CHUNK = '\r\n0\r\n\r\n';

/** Of an answer of a length that it names, or in chunks (RFC 9112, section 6). @returns undefined while there is more to come */
function bodyOf(answer: string): string | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const body = answer.slice(end + 4);
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, end))?.[1];
  if (length === undefined)
    return answer.endsWith(LAST_CHUNK) ? body.slice(0, -LAST_CHUNK.length) : undefined;
  return body.length >= Number(length) ? body : undefined;
}
