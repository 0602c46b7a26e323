import { request as httpsRequest, type RequestOptions } from 'node:https';
import { lifeProblem, type TlsPair } from '#lib/env/tls-pair';
import type { Secret } from '#lib/log/secret';
import { judgePreflight } from './preflight';
import { tlsFailure } from './tls-failure';

const TRIAL_MS = 5_000;

/** What a new connection with a certificate came to. */
export type Trial =
  | { kind: 'works' }
  /** Wise does not take the certificate: by a TLS alert, by an answer, or because its time is over. */
  | { kind: 'refused'; why: string }
  /** Connected, and then closed without a word: how some servers refuse a certificate, and how an outage looks too. */
  | { kind: 'closed' }
  /** Nothing is known about the certificate. */
  | { kind: 'unavailable'; why: string };

/**
 * One harmless GET over a connection of its own, with a whole handshake: a resumed session would show the certificate of
 * its first one. By node:https, because undici loses the alert.
 */
export async function tryCertificate(
  url: URL,
  tls: { ca?: string },
  pair: TlsPair,
  access?: Secret,
): Promise<Trial> {
  const ended = lifeProblem(pair, new Date());
  if (ended !== undefined) return { kind: 'refused', why: ended };
  try {
    const status = await get(url, {
      ...tls,
      cert: pair.certificate,
      key: pair.key.reveal(),
      headers: { accept: 'application/json', ...(access && { authorization: `Bearer ${access.reveal()}` }) },
    });
    if (access !== undefined && status === 401)
      return { kind: 'refused', why: 'a token of ours is refused over it' };
    const kind = judgePreflight(status);
    return kind === 'taken' ? { kind: 'works' } : { kind, why: `answered ${status}` };
  } catch (error) {
    return judgeFailure(error);
  }
}

function judgeFailure(error: unknown): Trial {
  const failure = tlsFailure(error);
  if (failure.kind === 'alert') return { kind: 'refused', why: failure.code };
  return failure.kind === 'closed' ? failure : { kind: 'unavailable', why: failure.code };
}

function get(url: URL, options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, {
      ...options,
      method: 'GET',
      agent: false,
      signal: AbortSignal.timeout(TRIAL_MS),
    });
    sent.on('error', reject).on('response', (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    // not sooner: in TLS 1.2 a write that waits for the handshake fails with it, as EPROTO, and the alert's code is lost
    // (findings/tls-alert-lost-by-undici-or-https.sh)
    sent.on('socket', (socket) => socket.once('secureConnect', () => sent.end()));
  });
}
