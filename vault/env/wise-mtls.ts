import * as z from 'zod';
import { isCertificateAuthority } from '#lib/env/certificate-authority';
import type { EnvSource } from '#lib/env/read';
import { readText } from '#lib/env/text-file.mjs';
import { PAIR_SETTINGS, readTlsPair, type TlsFiles } from '#lib/env/tls-pair';
import { type Environment, WISE_HOSTS } from '#lib/env/wise';

/** What a client needs for mTLS towards Wise (design 4.15). */
export type WiseMtlsConfig = TlsFiles & {
  /** Whom to trust as Wise; without it, the authorities of the system. */
  caFile?: string;
  /** The path of a harmless GET, which tells whether a connection with our certificate works (W14). */
  preflightPath: string;
  /** What shows that Wise takes the certificate: a token of our own over it, or the preflight alone (decision 101). */
  proof: 'application-token' | 'preflight';
};

const file = z.string().optional();
const preflightPath = z
  .string()
  .regex(/^\/[\w./-]*$/, 'must be a path such as /v1/authenticated/playground')
  .default('/v1/authenticated/playground');

const proof = z.enum(['application-token', 'preflight']).default('application-token');

/** The settings of each environment; .env.vault.example has a line for each. */
export const wiseMtlsFields = {
  WISE_SANDBOX_CLIENT_CERTIFICATE_FILE: file,
  WISE_SANDBOX_CLIENT_KEY_FILE: file,
  WISE_SANDBOX_CA_FILE: file,
  WISE_SANDBOX_PREFLIGHT_PATH: preflightPath,
  WISE_SANDBOX_CERTIFICATE_PROOF: proof,
  WISE_PRODUCTION_CLIENT_CERTIFICATE_FILE: file,
  WISE_PRODUCTION_CLIENT_KEY_FILE: file,
  WISE_PRODUCTION_CA_FILE: file,
  WISE_PRODUCTION_PREFLIGHT_PATH: preflightPath,
  WISE_PRODUCTION_CERTIFICATE_PROOF: proof,
};

type Fields = z.output<z.ZodObject<typeof wiseMtlsFields>>;

/** The environment's mTLS, or undefined when it has no client certificate. */
export function wiseMtls(env: Fields, environment: Environment): WiseMtlsConfig | undefined {
  const name = environment === 'sandbox' ? 'WISE_SANDBOX' : 'WISE_PRODUCTION';
  const certificateFile = env[`${name}_CLIENT_CERTIFICATE_FILE`];
  const keyFile = env[`${name}_CLIENT_KEY_FILE`];
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  const caFile = env[`${name}_CA_FILE`];
  return {
    certificateFile,
    keyFile,
    ...(caFile === undefined ? {} : { caFile }),
    preflightPath: env[`${name}_PREFLIGHT_PATH`],
    proof: env[`${name}_CERTIFICATE_PROOF`],
  };
}

/** With a client certificate every call goes to the mTLS host (docs/wise.md 9). */
export function defaultApiUrl(environment: Environment, mtls: WiseMtlsConfig | undefined): string {
  return WISE_HOSTS[environment][mtls === undefined ? 'api' : 'mtls'];
}

/** What is wrong with the files of an environment that is on, each as a line for a start that fails. */
export function wiseMtlsProblems(source: EnvSource): string[] {
  return ['WISE_SANDBOX', 'WISE_PRODUCTION']
    .filter((name) => source[`${name}_CLIENT_ID`])
    .flatMap((name) => [...pairProblems(name, source), ...authorityProblems(`${name}_CA_FILE`, source)]);
}

function pairProblems(name: string, source: EnvSource): string[] {
  const certificateFile = source[`${name}_CLIENT_CERTIFICATE_FILE`];
  const keyFile = source[`${name}_CLIENT_KEY_FILE`];
  if (!certificateFile && !keyFile) return [];
  if (!certificateFile)
    return [
      `${name}_CLIENT_CERTIFICATE_FILE is missing: a key without a certificate shows nothing; set both, or neither`,
    ];
  if (!keyFile)
    return [
      `${name}_CLIENT_KEY_FILE is missing: a certificate without a key cannot be shown; set both, or neither`,
    ];
  const problems: string[] = [];
  if (source[`${name}_API_URL`]?.startsWith('http:'))
    problems.push(
      `${name}_API_URL is plain http, which shows no client certificate: give the https address of Wise's mTLS host`,
    );
  const read = readTlsPair({ certificateFile, keyFile });
  if ('problem' in read) problems.push(`${name}_CLIENT_${PAIR_SETTINGS[read.file]}: ${read.problem}`);
  return problems;
}

function authorityProblems(name: string, source: EnvSource): string[] {
  const path = source[name];
  if (!path) return [];
  const read = readText(path);
  if ('problem' in read) return [`${name} names a file that ${read.problem}`];
  return isCertificateAuthority(read.text)
    ? []
    : [`${name} must hold certificates in PEM, each of them whole`];
}
