import { Agent, type Dispatcher } from 'undici';
import type { CertificateStanding } from './certificate-standing';
import type { ClientCertificate } from './client-certificate';

/**
 * How old the proof of a connection may be. A code is lost with its customer's way when it goes over a connection that
 * has been cut meanwhile; a refresh is only made again. A token of our own needs no proof: it may be lost.
 */
export type Proof = 'just_now' | 'recent' | 'none';

/** What a call to the token endpoint goes over. */
export type TokenConnection = {
  dispatcher: Dispatcher;
  /** Of the certificate that it shows; null where it shows none, or where calls are not to prove it. */
  standing: CertificateStanding | null;
  /** The preflight was answered in the words of an API that wants a token. */
  asksForToken: boolean;
};

/** The connections of one client to Wise. */
export type WiseTransport = {
  /** What a call goes over now. Ask for each call: a new certificate brings a new one. */
  dispatcher(): Dispatcher;
  /**
   * What carries something that works once, a code or a refresh token: the call gets a connection over which a harmless
   * call was answered (W14). That may have been a refusal of the certificate: its standing says more (decision 101).
   *
   * @throws NotSentError when there is none; then `call` was not called.
   */
  forTokens<Value>(proof: Proof, call: (over: TokenConnection) => Promise<Value>): Promise<Value>;
  /** The client certificate that is shown, and how it is replaced; null over plain TLS. */
  readonly certificate: ClientCertificate | null;
  /** Waits for the calls that are out, then ends the connections. */
  close(): Promise<void>;
};

/** TLS without a client certificate (http only where lib/env lets it be: on this machine). */
export function plainTransport(): WiseTransport {
  const agent = new Agent();
  return {
    dispatcher: () => agent,
    forTokens: (_proof, call) => call({ dispatcher: agent, standing: null, asksForToken: false }),
    certificate: null,
    close: () => agent.close(),
  };
}
