import { Agent } from 'undici';
import { ConfigurationError } from '#lib/env/read';
import { readText } from '#lib/env/text-file.mjs';
import { lifeProblem, readTlsPair, type TlsPair } from '#lib/env/tls-pair';
import type { WiseMtlsConfig } from '#vault/env/wise-mtls';
import { CertificateStanding } from './certificate-standing';
import { NotSentError } from './not-sent-error';
import { ProvenConnections } from './proven-connections';
import type { Proof, TokenConnection, WiseTransport } from './transport';
import { tryCertificate } from './trial';

/** For so long after a new certificate calls may begin over the old connections: who has asked for a dispatcher uses it. */
const RETIRE_AFTER_MS = 5_000;

type Target = { preflightUrl: URL; trusted: { ca?: string }; proof: WiseMtlsConfig['proof'] };

/** All connections that show one certificate. A TLS session of one pair is never resumed with another. */
type Side = {
  pair: TlsPair;
  agent: Agent;
  proven: ProvenConnections;
  standing: CertificateStanding | null;
};

/**
 * Connections that show our client certificate (design 4.15).
 *
 * @throws ConfigurationError when the files hold no pair that can be used.
 */
export function mtlsTransport(apiUrl: string, mtls: WiseMtlsConfig): WiseTransport {
  const target = {
    preflightUrl: new URL(mtls.preflightPath, apiUrl),
    trusted: mtls.caFile === undefined ? {} : { ca: readAuthority(mtls.caFile) },
    proof: mtls.proof,
  };
  const read = readTlsPair(mtls);
  if ('problem' in read) throw new ConfigurationError('vault', [read.problem]);
  let current = openSide(target, read.pair);
  const retiring = new Map<Side, NodeJS.Timeout>();
  const retire = (side: Side) => {
    clearTimeout(retiring.get(side));
    retiring.delete(side);
    return closeSide(side);
  };
  return {
    dispatcher: () => current.agent,
    forTokens: (proof, call) => callWithProof(current, proof, call),
    certificate: {
      current: () => current.pair,
      standing: () => current.standing,
      read: () => readTlsPair(mtls),
      tryOut: async (pair, access) => {
        const trial = await tryCertificate(target.preflightUrl, target.trusted, pair, access);
        if (trial.kind !== 'works' && pair === current.pair) distrust(current);
        return trial;
      },
      transportWith: (pair) => fixedTransport(openSide(target, pair)),
      replace: (pair) => {
        const old = current;
        current = openSide(target, pair);
        retiring.set(old, setTimeout(() => void retire(old), RETIRE_AFTER_MS).unref());
      },
    },
    close: async () => {
      await Promise.all([current, ...retiring.keys()].map(retire));
    },
  };
}

/** Shows one pair, and no other later. */
function fixedTransport(side: Side): WiseTransport {
  return {
    dispatcher: () => side.agent,
    forTokens: (proof, call) => callWithProof(side, proof, call),
    certificate: null,
    close: () => closeSide(side),
  };
}

function openSide({ preflightUrl, trusted, proof }: Target, pair: TlsPair): Side {
  const tls = { ...trusted, cert: pair.certificate, key: pair.key.reveal() };
  // no resumed sessions where a proof is wanted: they are not looked at anew
  const proven = new ProvenConnections({ preflightUrl, tls: { ...tls, maxCachedSessions: 0 } });
  const standing = proof === 'preflight' ? null : new CertificateStanding();
  return { pair, agent: new Agent({ connect: tls }), proven, standing };
}

function distrust({ proven, standing }: Side): void {
  proven.distrust();
  standing?.doubt();
}

async function closeSide({ agent, proven }: Side): Promise<void> {
  await Promise.all([agent.close(), proven.close()]);
}

/** An expired certificate is not tried. */
async function callWithProof<Value>(
  { pair, proven, standing }: Side,
  proof: Proof,
  call: (over: TokenConnection) => Promise<Value>,
): Promise<Value> {
  const ended = lifeProblem(pair, new Date());
  if (ended !== undefined) throw new NotSentError('certificate', ended);
  return proven.use(proof, (dispatcher, asksForToken) => call({ dispatcher, standing, asksForToken }));
}

function readAuthority(path: string): string {
  const read = readText(path);
  if ('problem' in read) throw new ConfigurationError('vault', [`the file ${path} ${read.problem}`]);
  return read.text;
}
