import { BlockList } from 'node:net';
import { readTime } from '#cli/read-time';
import { readCertificateFile } from '#lib/env/certificate-file';
import { addNetwork, ambiguityOf } from '#lib/env/network';
import { readEnvironment } from '#lib/env/wise';
import { plainFingerprint, plainSubject } from '#lib/net/client-certificate';
import type { KeyLimits } from '#vault/api-keys/key-limits';

const text = { type: 'string' } as const;

export const LIMIT_OPTIONS = {
  environment: text,
  expires: text,
  network: { type: 'string', multiple: true },
  quota: text,
  'quota-refuses': text,
  certificate: text,
  'certificate-subject': text,
} as const;

export type LimitWords = {
  environment?: string;
  expires?: string;
  network?: string[];
  quota?: string;
  'quota-refuses'?: string;
  certificate?: string;
  'certificate-subject'?: string;
};

const MOST_NETWORKS = 50;
const MOST_QUOTA = 1_000_000;
const DAY_MS = 86_400_000;
const UNITS = { m: 60_000, h: 3_600_000, d: DAY_MS } as const;

type Read = { limits: Partial<KeyLimits> } | { problem: string };

/** The limits that the options name, or what is wrong with one of them. */
export function readLimits(words: LimitWords, now: Date): Read {
  let limits: Partial<KeyLimits> = {};
  const parts = [readPlace(words), readQuota(words), readEnd(words.expires, now), readCertificate(words)];
  for (const part of parts) {
    if ('problem' in part) return part;
    limits = { ...limits, ...part.limits };
  }
  return { limits };
}

function readPlace({ environment, network }: LimitWords): Read {
  let limits: Partial<KeyLimits> = {};
  if (environment !== undefined) {
    const known = readEnvironment(environment);
    if (known === undefined && environment !== 'both')
      return { problem: '--environment must be sandbox, production or both' };
    limits = { environment: known ?? null };
  }
  if (network === undefined) return { limits };
  if (network.length === 1 && network[0] === 'any') return { limits: { ...limits, networks: [] } };
  const list = new BlockList();
  // an IPv4 address in the form of IPv6 is compared as IPv4: a network of such would hold nobody
  const wrong = network.find((each) => /^::ffff:/i.test(each) || !addNetwork(list, each));
  if (wrong !== undefined || network.length > MOST_NETWORKS)
    return {
      problem: '--network must be an address or a network such as 10.0.0.0/8 or 2001:db8::/32, or any',
    };
  const ambiguity = network.map(ambiguityOf).find((each) => each !== undefined);
  if (ambiguity !== undefined) return { problem: `--network ${ambiguity}` };
  return { limits: { ...limits, networks: network } };
}

function readQuota({ quota, 'quota-refuses': refuses }: LimitWords): Read {
  let limits: Partial<KeyLimits> = {};
  if (quota !== undefined) {
    const most = /^[1-9]\d{0,6}$/.test(quota) ? Number(quota) : 0;
    if (quota !== 'none' && (most === 0 || most > MOST_QUOTA))
      return { problem: `--quota must be a whole number from 1 to ${MOST_QUOTA}, or none` };
    limits = { quotaPerHour: quota === 'none' ? null : most };
  }
  if (refuses === undefined) return { limits };
  if (refuses !== 'yes' && refuses !== 'no') return { problem: '--quota-refuses must be yes or no' };
  if (refuses === 'yes' && quota === 'none') return { problem: '--quota-refuses yes needs a --quota' };
  return { limits: { ...limits, quotaRefuses: refuses === 'yes' } };
}

function readEnd(word: string | undefined, now: Date): Read {
  if (word === undefined) return { limits: {} };
  if (word === 'never') return { limits: { expiresAt: null } };
  const days = readDuration(word);
  const midnight = word.length === 10 ? readTime(word)?.getTime() : undefined;
  const end = days === undefined ? (midnight ?? Number.NaN) + DAY_MS : now.getTime() + days;
  if (Number.isNaN(end) || end <= now.getTime())
    return {
      problem: '--expires must be a day to come such as 2027-12-31, a time from now such as 90d, or never',
    };
  return { limits: { expiresAt: new Date(end) } };
}

function readCertificate({ certificate, 'certificate-subject': subjectFile }: LimitWords): Read {
  if (certificate === undefined && subjectFile === undefined) return { limits: {} };
  if (certificate !== undefined && subjectFile !== undefined)
    return { problem: '--certificate or --certificate-subject, not both' };
  if (certificate === 'none') return { limits: { certificate: null } };
  const given = plainFingerprint(/^sha256:(.+)$/i.exec(certificate ?? '')?.[1] ?? '');
  if (/^[0-9a-f]{64}$/.test(given)) return { limits: { certificate: `sha256:${given}` } };
  const read = readCertificateFile(subjectFile ?? certificate ?? '');
  if ('problem' in read) return { problem: `--certificate: ${read.problem}` };
  if (subjectFile === undefined)
    return { limits: { certificate: `sha256:${plainFingerprint(read.fingerprint256)}` } };
  return { limits: { certificate: `subject:${plainSubject(read.subject)}` } };
}

/** In milliseconds; undefined for what is none. */
export function readDuration(word: string): number | undefined {
  if (word === '0') return 0;
  const [, count, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(word) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}
