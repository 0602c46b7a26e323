import * as z from 'zod';
import { isStorable } from '#lib/text/storable';
import { readUuid } from '#lib/text/uuid';
import { AUDIT_ACT_SCHEMAS } from './audit-export';
import { BULK_ACT_SCHEMAS } from './bulk-acts';
import { ENDPOINT_ACT_SCHEMAS } from './endpoint-acts';
import { HOLD_ACT_SCHEMAS } from './holds';
import { INCIDENT_ACT_SCHEMAS, INCIDENT_TWO_PERSON_SCHEMAS } from './incidents';
import type { ALLOWED_ROLES } from './people';
import { PERSONAL_TOKEN_ACT_SCHEMAS } from './personal-token-acts';
import { STAFF_ACT_SCHEMAS } from './staff-acts';
import { WITHDRAWAL_FIELDS } from './withdrawals';
import { writtenText } from './written-text';

const id = z.string().transform(readUuid).pipe(z.string());

/**
 * Every act that staff approve with a passkey (design 4.19), with all that decides what is done: what is not in here, a
 * hijacked web could change after the approval.
 */
export const stepUpActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('connection.disconnect'), connectionId: id, reason: writtenText(500) }),
  /** The same, because its customer withdrew. */
  z.strictObject({ act: z.literal('connection.withdraw'), connectionId: id, ...WITHDRAWAL_FIELDS }),
  /** The filter of the list, as in its address. */
  z.strictObject({ act: z.literal('connections.export'), query: z.string().max(2_000).refine(isStorable) }),
  z.strictObject({ act: z.literal('passkey.remove'), passkeyId: id }),
  z.strictObject({ act: z.literal('customer.export'), customerId: id }),
  z.strictObject({ act: z.literal('customer.erase'), customerId: id }),
  z.strictObject({ act: z.literal('passkey.code'), staffId: id }),
  ...STAFF_ACT_SCHEMAS,
  ...HOLD_ACT_SCHEMAS,
  ...INCIDENT_TWO_PERSON_SCHEMAS,
  ...INCIDENT_ACT_SCHEMAS,
  ...BULK_ACT_SCHEMAS,
  ...AUDIT_ACT_SCHEMAS,
  ...ENDPOINT_ACT_SCHEMAS,
  ...PERSONAL_TOKEN_ACT_SCHEMAS,
]);
export type StepUpAct = z.output<typeof stepUpActSchema>;
/** As a form or a page gives it. */
export type StepUpActInput = z.input<typeof stepUpActSchema>;

/** Which right each act wants; `own`: everybody's, for what is theirs. The vault asks when it begins and when it acts. */
export const STEP_UP_RIGHTS = {
  'connection.disconnect': 'disconnect',
  'connection.withdraw': 'disconnect',
  'connections.export': 'export_connections',
  'passkey.remove': 'own',
  'customer.export': 'export_customer',
  'customer.erase': 'erase_customer',
  'passkey.code': 'manageStaff',
  'staff.invite': 'manageStaff',
  'staff.role': 'manageStaff',
  'staff.disable': 'manageStaff',
  'staff.enable': 'manageStaff',
  'staff.sign_out': 'manageStaff',
  'staff.release': 'manageStaff',
  'staff.finish_review': 'manageStaff',
  'hold.place': 'place_hold',
  'hold.release': 'release_hold',
  'incident.place': 'run_incident',
  'incident.release': 'run_incident',
  'incident.close': 'run_incident',
  'bulk.start': 'bulk_act',
  'bulk.export': 'export_connections',
  'audit.export': 'export_audit',
  'event_endpoint.enable': 'manage_events',
  'event_endpoint.disable': 'manage_events',
  'personal_token.store': 'manage_personal_tokens',
  'personal_token.rotate': 'manage_personal_tokens',
  'personal_token.remove': 'manage_personal_tokens',
} as const satisfies Record<StepUpAct['act'], keyof typeof ALLOWED_ROLES | 'own'>;

/** How long an approval is good for. */
export const STEP_UP_SECONDS = 120;

/** The act as one text, the same for the same act: what is approved is a digest of it. */
export function canonicalAct(act: StepUpAct): string {
  return JSON.stringify(sorted(act));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
export const transportsSchema = z
  .array(z.string())
  .transform((given) => TRANSPORTS.filter((each) => given.includes(each)));

const descriptorSchema = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.enum(TRANSPORTS)),
});

/** WebAuthn's PublicKeyCredentialRequestOptionsJSON, as far as it is used. */
export const requestOptionsSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number(),
  userVerification: z.literal('required'),
  allowCredentials: z.array(descriptorSchema),
});
export type RequestOptions = z.output<typeof requestOptionsSchema>;

/** WebAuthn's PublicKeyCredentialCreationOptionsJSON, as far as it is used. */
export const creationOptionsSchema = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number() })),
  timeout: z.number(),
  attestation: z.literal('none'),
  authenticatorSelection: z.object({
    residentKey: z.literal('preferred'),
    userVerification: z.literal('required'),
  }),
  excludeCredentials: z.array(descriptorSchema),
});
export type CreationOptions = z.output<typeof creationOptionsSchema>;

const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/);

/** WebAuthn's AuthenticationResponseJSON: what the browser made of the person's yes. */
const assertionSchema = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
  clientExtensionResults: z.object({}).default({}),
});
export type Assertion = z.output<typeof assertionSchema>;

/** WebAuthn's RegistrationResponseJSON. */
const attestationSchema = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: transportsSchema.default([]),
  }),
  clientExtensionResults: z.object({}).default({}),
});
export type Attestation = z.output<typeof attestationSchema>;

/** JSON in a form's field, as the browser's library writes it. */
const inField = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .string()
    .max(8_000)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom' });
        return z.NEVER;
      }
    })
    .pipe(shape);

/** What an act carries as proof that the person approved it. */
export const stepUpSchema = z.strictObject({ id, assertion: inField(assertionSchema) });
export type StepUp = z.output<typeof stepUpSchema>;
/** As it goes over the wire: the assertion is the text of the form's field. */
export type StepUpOnTheWire = z.input<typeof stepUpSchema>;

export const attestationFieldSchema = inField(attestationSchema);

export const begunStepUpSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begun'), id: z.uuid(), options: requestOptionsSchema }),
  /** The person has no passkey yet. */
  z.object({ kind: z.literal('no_passkey') }),
]);
export type BegunStepUp = z.output<typeof begunStepUpSchema>;
