import type { TlsPair } from '#lib/env/tls-pair';
import type { Secret } from '#lib/log/secret';
import type { CertificateStanding } from './certificate-standing';
import type { WiseTransport } from './transport';
import type { Trial } from './trial';

/** The client certificate of a transport. */
export type ClientCertificate = {
  /** What is shown now. */
  current(): TlsPair;
  /** What the token endpoint last said of it; null where calls are not to prove it. */
  standing(): CertificateStanding | null;
  /** What is in the files now; a problem names files and never what is in them. */
  read(): { pair: TlsPair } | { problem: string };
  /** Tries a pair over a new connection of its own; with an application token, the API has to take that too. */
  tryOut(pair: TlsPair, access?: Secret): Promise<Trial>;
  /** Connections that show another pair, for trying it out. */
  transportWith(pair: TlsPair): WiseTransport;
  /** Shows this pair from now on; calls that are out end over the connections they have. */
  replace(pair: TlsPair): void;
};
