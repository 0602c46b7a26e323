import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Guard, GuardedCall } from '#emulator/kernel/guard';
import { sendAnswer } from '#emulator/kernel/http/answer';
import { forbidden, invalidToken } from '#emulator/kernel/http/bearer';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import type { EmulatorState } from '#emulator/kernel/state';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import { peerOf } from './peer';

/** What the mTLS host serves: the API, none of the pages. */
const API = /^\/(?:v\d+\/|20\d\dQ[1-4]\/|twcard-data\/|oauth\/token(?:$|\?))/;

/** On the mTLS host nothing comes before the client certificate. */
export function guardMtlsHost(app: FastifyInstance, state: EmulatorState): void {
  app.addHook('onRequest', (request, reply, done) => {
    const peer = peerOf(state, request.raw.socket);
    if (peer.host === 'plain') return done();
    if (!('refused' in peer)) {
      if (API.test(request.url)) return done();
      return void sendAnswer(reply, gatewayProblem(404, 'Not Found', 'No message available', request.url));
    }
    state.log.append({ type: 'mtls.refused', reason: peer.refused }, state.clock.now());
    const { mtlsRefusal } = state.settings.current;
    // Only of a connection that was good when it was made: it ends as a new one would.
    if (mtlsRefusal === 'handshake') {
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    const why = `Client certificate: ${peer.refused}`;
    // What stands before Wise says this, not its API: past what is compared with Wise's document.
    if (mtlsRefusal === '401-page') {
      reply.hijack();
      reply.raw.writeHead(401, { 'content-type': 'text/html' }).end(`<html><h1>${why}</h1></html>`);
      return;
    }
    sendAnswer(reply, gatewayProblem(Number(mtlsRefusal), 'unauthorized', why));
  });
}

/** Wise demands mTLS of some clients, and may bind a token to the certificate (RFC 8705 section 3). */
export const mtlsGuard: Guard = { admit: admitConnection };

function admitConnection({ state, request, access }: GuardedCall) {
  const peer = peerOf(state, request.raw.socket);
  const binding = state.settings.current.mtlsTokenBinding;
  const bound = binding === 'certificate' ? state.certificates.boundTo(access.token) : undefined;
  if (peer.host === 'plain') {
    if (isMtlsDemanded(state.clients.find(access.clientId))) return forbidden();
    return bound === undefined ? undefined : invalidToken(state, access.token);
  }
  if ('refused' in peer) return forbidden();
  const fits = binding === 'none' || peer.clientId === access.clientId;
  const isSame = bound === undefined || bound === peer.thumbprint;
  return fits && isSame ? undefined : invalidToken(state, access.token);
}

/** Why the token endpoint refuses an authenticated client because of the connection it came by. */
export function connectionRefusal(
  state: EmulatorState,
  request: FastifyRequest,
  client: RegisteredClient,
): 'mtls-demanded' | 'foreign-certificate' | undefined {
  const peer = peerOf(state, request.raw.socket);
  if (peer.host === 'plain') return isMtlsDemanded(client) ? 'mtls-demanded' : undefined;
  const isOwn = !('refused' in peer) && peer.clientId === client.clientId;
  const isChecked = state.settings.current.mtlsTokenBinding !== 'none';
  return isOwn || !isChecked ? undefined : 'foreign-certificate';
}

/** Remembers which certificate the token was taken with. */
export function bindToConnection(state: EmulatorState, request: FastifyRequest, token: string): void {
  const peer = peerOf(state, request.raw.socket);
  if ('thumbprint' in peer) state.certificates.bind(token, peer.thumbprint);
}

function isMtlsDemanded(client: RegisteredClient | undefined): boolean {
  return client?.enforce?.mtls === true;
}
