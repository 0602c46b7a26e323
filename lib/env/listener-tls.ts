import * as z from 'zod';
import { isCertificateAuthority } from './certificate-authority';
import type { EnvSource } from './read';
import { readText } from './text-file.mjs';
import { PAIR_SETTINGS, readTlsPair, type TlsFiles } from './tls-pair';

/** TLS of a listener of ours: its certificate and key and, where clients have to show one, who signs theirs. PEM files. */
export type ListenerTls = TlsFiles & {
  clientCaFile?: string;
  /** A client may come without a certificate; one of another authority, or one that has ended, counts as none. */
  isClientOptional?: boolean;
};

type Name<Prefix extends string> = `${Prefix}_TLS_${'CERTIFICATE' | 'KEY' | 'CLIENT_CA'}_FILE`;

const file = z.string().optional();

/** The settings of a listener's TLS, for a schema. */
export function listenerTlsFields<const Prefix extends string>(prefix: Prefix) {
  return {
    [`${prefix}_TLS_CERTIFICATE_FILE`]: file,
    [`${prefix}_TLS_KEY_FILE`]: file,
    [`${prefix}_TLS_CLIENT_CA_FILE`]: file,
  } as Record<Name<Prefix>, typeof file>;
}

/** The listener's TLS; undefined when it speaks plain http. */
export function listenerTls<const Prefix extends string>(
  prefix: Prefix,
  env: Readonly<Partial<Record<Name<Prefix>, string | undefined>>>,
): ListenerTls | undefined {
  const values: Readonly<Record<string, string | undefined>> = env;
  const certificateFile = values[`${prefix}_TLS_CERTIFICATE_FILE`];
  const keyFile = values[`${prefix}_TLS_KEY_FILE`];
  const clientCaFile = values[`${prefix}_TLS_CLIENT_CA_FILE`];
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  return { certificateFile, keyFile, ...(clientCaFile === undefined ? {} : { clientCaFile }) };
}

const SETTINGS = { ...PAIR_SETTINGS, authority: 'CLIENT_CA_FILE' } as const;
type ListenerTlsProblem = { problem: string; file: keyof typeof SETTINGS };

/** What is wrong with the files, each as a line for a start that fails. */
export function listenerTlsProblems(prefix: string, source: EnvSource): string[] {
  const certificateFile = source[`${prefix}_TLS_CERTIFICATE_FILE`];
  const keyFile = source[`${prefix}_TLS_KEY_FILE`];
  const clientCaFile = source[`${prefix}_TLS_CLIENT_CA_FILE`];
  if (!certificateFile && !keyFile && !clientCaFile) return [];
  if (!certificateFile || !keyFile)
    return [
      `${prefix}_TLS_CERTIFICATE_FILE and ${prefix}_TLS_KEY_FILE belong together: set both, or neither`,
    ];
  const read = readListenerTls({ certificateFile, keyFile, ...(clientCaFile ? { clientCaFile } : {}) });
  return 'problem' in read ? [`${prefix}_TLS_${SETTINGS[read.file]}: ${read.problem}`] : [];
}

/** What a listener shows and whom it trusts, as TLS takes it. */
export type ListenerContext = { cert: string; key: string; ca?: string; fingerprint: string };

/** @returns the problem as a sentence that never repeats what is in the files. */
export function readListenerTls(tls: ListenerTls): { context: ListenerContext } | ListenerTlsProblem {
  const read = readTlsPair(tls);
  if ('problem' in read) return read;
  const { certificate: cert, key, fingerprint } = read.pair;
  const context = { cert, key: key.reveal(), fingerprint };
  if (tls.clientCaFile === undefined) return { context };
  const ca = readText(tls.clientCaFile);
  const of = (problem: string) =>
    ({ problem: `the file ${tls.clientCaFile} ${problem}`, file: 'authority' }) as const;
  if ('problem' in ca) return of(ca.problem);
  if (!isCertificateAuthority(ca.text)) return of('must hold certificates in PEM, each of them whole');
  return { context: { ...context, ca: ca.text } };
}
