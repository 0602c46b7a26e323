import * as z from 'zod';
import type { Audience } from '#lib/contract/people';
import { clearCookie, type DraftCookie } from '#web/http/cookies';
import { keepDraft, readDraft } from '#web/http/form-draft';
import type { SignInRequest } from './answer';

/** No address is longer (RFC 5321 §4.5.3.1.3). */
export const EMAIL_MAX_LENGTH = 254;

const KEPT_SECONDS = 5 * 60;

const base = (audience: Audience): DraftCookie => `cw-draft-email-${audience}`;

/** Keeps what was typed as an address while the form is refused: misspelt, or asked for too often. */
export function keepTypedEmail({ env, audience, headers }: SignInRequest, typed: string): string[] {
  const value = typed.slice(0, EMAIL_MAX_LENGTH);
  return keepDraft(env, headers, base(audience), { value, seconds: KEPT_SECONDS });
}

export function typedEmail({ env, audience, headers }: SignInRequest): string | undefined {
  return z
    .string()
    .max(EMAIL_MAX_LENGTH)
    .safeParse(readDraft(env, headers, base(audience))).data;
}

export function forgetTypedEmail({ env, audience }: SignInRequest): string {
  return clearCookie(env, base(audience));
}
