import { Agent, type Dispatcher } from 'undici';

/** The connections of one client to Wise. */
export type WiseTransport = {
  /** What a call goes over now. Ask for each call: a new certificate brings a new one. */
  dispatcher(): Dispatcher;
  /** Waits for the calls that are out, then ends the connections. */
  close(): Promise<void>;
};

/** TLS without a client certificate (http only where lib/env lets it be: on this machine). */
export function plainTransport(): WiseTransport {
  const agent = new Agent();
  return { dispatcher: () => agent, close: () => agent.close() };
}
