import { createHash, X509Certificate } from 'node:crypto';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from 'wise-emulator/testing';

/** TLS in front of a web of this machine: HTTP/1.1, the address as it came, the host and the client named (deploy/nginx.conf). */
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
  const server = createServer(identity, (asked, response) => forward(asked, response, upstream, agent));
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
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(asked: IncomingMessage, response: ServerResponse, port: number, agent: Agent): void {
  const { method, url, headers } = asked;
  const passed = { ...headers, 'x-forwarded-for': '127.0.0.1' };
  const sent = request(
    { host: '127.0.0.1', port, agent, headers: passed, ...(method && { method }), ...(url && { path: url }) },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  sent.on('error', () => response.destroy());
  asked.pipe(sent);
}
