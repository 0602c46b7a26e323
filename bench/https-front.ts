import { createHash, X509Certificate } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { selfSigned } from 'wise-emulator/testing';

/**
 * TLS in front of a web of this machine, as deploy/nginx.conf: HTTP/2 to the browser, HTTP/1.1 behind, the address as it came, the
 * host and the client named.
 */
export type HttpsFront = {
  url: string;
  /** What a browser has to be told to take its certificate: `--ignore-certificate-errors-spki-list`. */
  spki: string;
  /** From now on requests go to this port. */
  lead(port: number): void;
  close(): Promise<void>;
};

/** @param host a name that only a browser with a rule of its own finds on this machine */
export async function startHttpsFront(host: string): Promise<HttpsFront> {
  const identity = await selfSigned({ dns: [host], ip: [] });
  const agent = new Agent({ keepAlive: true });
  let upstream = 0;
  const server = createSecureServer(identity, (asked, response) => forward(asked, response, upstream, agent));
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session.on('close', () => sessions.delete(session))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = new X509Certificate(identity.cert).publicKey.export({ type: 'spki', format: 'der' });
  return {
    url: `https://${host}:${port}`,
    spki: createHash('sha256').update(key).digest('base64'),
    lead: (to) => {
      upstream = to;
    },
    close: async () => {
      for (const session of sessions) session.destroy();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What HTTP/2 forbids in an answer (RFC 9113, 8.2.2). */
const OF_THE_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'];

function forward(asked: Http2ServerRequest, response: Http2ServerResponse, port: number, agent: Agent): void {
  const { method, url: path, authority } = asked;
  const named = Object.entries(asked.headers).filter(([name]) => !name.startsWith(':'));
  const headers = { ...Object.fromEntries(named), host: authority, 'x-forwarded-for': '127.0.0.1' };
  const sent = request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.headers));
    answer.pipe(response);
  });
  sent.on('error', () => response.stream.destroy());
  asked.pipe(sent);
}

const withoutConnection = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name)));
