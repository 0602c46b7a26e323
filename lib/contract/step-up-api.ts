import * as z from 'zod';
import { toStorable } from '#lib/text/storable';
import { readUuid } from '#lib/text/uuid';
import { secretText, sessionSchema } from './internal-api';
import {
  attestationFieldSchema,
  begunStepUpSchema,
  creationOptionsSchema,
  stepUpActSchema,
  stepUpSchema,
} from './step-up';

const passkeyNameSchema = z
  .string()
  .transform((text) => toStorable(text))
  .pipe(z.string().min(1).max(60));

/** An act that either is done or throws. */
const doneSchema = z.object({ ok: z.literal(true) });

const passkeyCodeSchema = z.object({
  code: secretText(60),
  expiresAt: z.iso.datetime().transform((text) => new Date(text)),
});
export type PasskeyCodeOnTheWire = z.input<typeof passkeyCodeSchema>;

/** What web asks of the vault about passkeys and approvals (design 4.19); part of the internal API. */
export const STEP_UP_API = {
  beginStepUp: {
    method: 'POST',
    path: '/internal/step-ups',
    request: z.strictObject({ session: sessionSchema, act: stepUpActSchema }),
    answer: begunStepUpSchema,
  },
  beginPasskey: {
    method: 'POST',
    path: '/internal/passkeys/begin',
    request: z.strictObject({ session: sessionSchema, code: secretText(60) }),
    answer: z.object({ options: creationOptionsSchema }),
  },
  finishPasskey: {
    method: 'POST',
    path: '/internal/passkeys',
    request: z.strictObject({
      session: sessionSchema,
      code: secretText(60),
      name: passkeyNameSchema,
      attestation: attestationFieldSchema,
    }),
    answer: z.object({ passkeyId: z.uuid() }),
  },
  renamePasskey: {
    method: 'POST',
    path: '/internal/passkeys/:id/rename',
    request: z.strictObject({ session: sessionSchema, name: passkeyNameSchema }),
    answer: doneSchema,
  },
  removePasskey: {
    method: 'POST',
    path: '/internal/passkeys/:id/remove',
    request: z.strictObject({ session: sessionSchema, stepUp: stepUpSchema.optional() }),
    answer: doneSchema,
  },
  /** For a colleague; the code is shown once. */
  makePasskeyCode: {
    method: 'POST',
    path: '/internal/passkey-codes',
    request: z.strictObject({
      session: sessionSchema,
      staffId: z.string().transform(readUuid).pipe(z.string()),
      stepUp: stepUpSchema.optional(),
    }),
    answer: passkeyCodeSchema,
  },
} as const;
