import * as z from 'zod';
import {
  fits,
  KEY_ALGORITHMS,
  KEY_SCOPES,
  materialOf,
  readPublicKey,
  scopeOf,
} from '#emulator/kernel/store/jose/algorithms';
import type { PartnerKey } from '#emulator/kernel/store/jose/partner-keys';

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;
const FRACTION = /\.\d{1,9}$/;

/** `yyyy-MM-dd HH:mm:ss`, UTC; a fraction is dropped. A date that does not exist (30 February) is refused. */
const timeSchema = z.string().transform((written, context) => {
  const text = written.replace(FRACTION, '');
  const time = Date.parse(text.replace(TIME, '$1T$2Z'));
  if (Number.isNaN(time) || writeTime(time) !== text) {
    context.addIssue({ code: 'custom', message: 'yyyy-MM-dd HH:mm:ss expected' });
    return z.NEVER;
  }
  return time;
});

const uploadShape = z.object({
  keyId: z.uuid(),
  scope: z.enum(KEY_SCOPES),
  validFrom: timeSchema.optional(),
  validTill: timeSchema.optional(),
  publicKeyMaterial: z.object({ algorithm: z.enum(KEY_ALGORITHMS), keyMaterial: z.string() }),
});

const hubShape = uploadShape.extend({ keyId: z.string().trim().min(1).max(100) });

/** The body of `POST /v1/auth/jose/request/public-keys`, checked; a ZodError tells what does not fit. */
export const uploadSchema = uploadShape.transform(toKey);

/** The Developer Hub takes any label for a key id. */
export const hubUploadSchema = hubShape.transform(toKey);

function toKey(asked: z.output<typeof hubShape>, context: z.RefinementCtx): Omit<PartnerKey, 'clientId'> {
  const { keyId, scope, validFrom = 0, validTill = null, publicKeyMaterial } = asked;
  const { algorithm, keyMaterial } = publicKeyMaterial;
  const key = readPublicKey(keyMaterial);
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: 'custom', path: path.split('.'), message });
    return z.NEVER;
  };
  if (scopeOf(algorithm) !== scope) {
    return refuse('publicKeyMaterial.algorithm', `${algorithm} is not for ${scope}`);
  }
  if (!key || !fits(key, algorithm)) {
    return refuse('publicKeyMaterial.keyMaterial', `no public key for ${algorithm} (base64 DER)`);
  }
  if (validTill !== null && validTill <= validFrom) return refuse('validTill', 'ends before it begins');
  return { keyId, scope, algorithm, key, validFrom, validTill };
}

export function writeTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** A key as the 201 shows it. Times that were not given are left out. */
export function partnerKeyJson({ keyId, scope, algorithm, key, validFrom, validTill }: PartnerKey) {
  return {
    clientId: null,
    keyId,
    scope,
    ...(validFrom === 0 ? {} : { validFrom: writeTime(validFrom) }),
    ...(validTill === null ? {} : { validTill: writeTime(validTill) }),
    publicKeyMaterial: { algorithm, keyMaterial: materialOf(key) },
    deactivationTimestamp: null,
  };
}
