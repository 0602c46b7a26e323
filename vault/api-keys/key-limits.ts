import type { Environment } from '#lib/env/wise';

/** What a key can be limited to besides its scopes (decision 060). */
export type KeyLimits = {
  /** Null: both. */
  environment: Environment | null;
  /** Null: never. */
  expiresAt: Date | null;
  /** Addresses and networks; empty: from everywhere. */
  networks: readonly string[];
  /** `sha256:` and a fingerprint, or `subject:` and a name; null: none is asked for. */
  certificate: string | null;
  /** Distinct connections in a calendar hour; null: any number. */
  quotaPerHour: number | null;
  /** Over the quota: true refuses, false tells staff alone. */
  quotaRefuses: boolean;
};

export const NO_LIMITS: KeyLimits = {
  environment: null,
  expiresAt: null,
  networks: [],
  certificate: null,
  quotaPerHour: null,
  quotaRefuses: false,
};

/** For the audit trail: what is limited, and to what. No limit of a key is a secret. */
export function limitsDetail(limits: Partial<KeyLimits>): Record<string, string> {
  const { environment, expiresAt, networks, certificate, quotaPerHour, quotaRefuses } = limits;
  return {
    ...(environment === undefined ? {} : { environment: environment ?? 'both' }),
    ...(expiresAt === undefined ? {} : { expires: expiresAt?.toISOString() ?? 'never' }),
    ...(networks === undefined ? {} : { networks: networks.join(' ') || 'any' }),
    ...(certificate === undefined ? {} : { certificate: certificate ?? 'none' }),
    ...(quotaPerHour === undefined ? {} : { quota: quotaPerHour === null ? 'none' : String(quotaPerHour) }),
    ...(quotaRefuses === undefined ? {} : { quotaRefuses: String(quotaRefuses) }),
  };
}

/** Those that limit something. */
export function realLimits(limits: KeyLimits): Partial<KeyLimits> {
  const { environment, expiresAt, networks, certificate, quotaPerHour, quotaRefuses } = limits;
  return {
    ...(environment === null ? {} : { environment }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(networks.length === 0 ? {} : { networks }),
    ...(certificate === null ? {} : { certificate }),
    ...(quotaPerHour === null ? {} : { quotaPerHour, quotaRefuses }),
  };
}
