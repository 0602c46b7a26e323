import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { codeTooShort, missingFields, noEmail, notValid } from './sign-up-refusals';

const SHORTEST_CODE = 32;
/** openapi.yml, userCreate. */
const LANGUAGES = 'EN US PT ES FR DE IT JA RU PL HU TR RO NL HK'.split(' ');

const emailSchema = z.email().max(254);
const textSchema = z.string().min(1);

export type SignUpForm = { email: string; registrationCode: string };
export type Read<Form> = { ok: true; form: Form } | { ok: false; answer: Answer };

/** The body of `POST /v1/user/signup/registration_code`: first what is missing, then what does not fit. */
export function readSignUp(body: unknown): Read<SignUpForm> {
  const fields = asFields(body);
  const missing = ['email', 'registrationCode'].filter((name) => !textSchema.safeParse(fields[name]).success);
  if (missing.length > 0) return refused(missingFields(...missing));
  const [email, registrationCode] = [fields.email as string, fields.registrationCode as string];
  if (registrationCode.length < SHORTEST_CODE) return refused(codeTooShort());
  if (!emailSchema.safeParse(email).success) return refused(noEmail());
  const { language } = fields;
  if (language !== undefined && !LANGUAGES.includes(language as string)) {
    return refused(notValid('language', `one of ${LANGUAGES.join(', ')}`));
  }
  return { ok: true, form: { email, registrationCode } };
}

/** One field of a JSON body that has to be a text. */
export function readText(body: unknown, name: string): Read<string> {
  const text = textSchema.safeParse(asFields(body)[name]);
  return text.success ? { ok: true, form: text.data } : refused(missingFields(name));
}

export function isEmail(text: string): boolean {
  return emailSchema.safeParse(text).success;
}

function refused(answer: Answer): { ok: false; answer: Answer } {
  return { ok: false, answer };
}

function asFields(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
