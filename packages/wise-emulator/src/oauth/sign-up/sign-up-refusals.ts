import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import type { Settings } from '#emulator/kernel/settings/settings';

type FieldError = { code: string; message: string; path: string; arguments: readonly string[] };

/** Error shape 2 of docs/wise.md 8.1. */
function fieldErrors(status: number, ...errors: FieldError[]): Answer {
  return jsonAnswer(status, JSON.stringify({ errors }));
}

/** 400 `NotNull` (errors page): each field that is missing. */
export function missingFields(...paths: string[]): Answer {
  return fieldErrors(
    400,
    ...paths.map((path) => ({ code: 'NotNull', message: 'must not be null', path, arguments: [path] })),
  );
}

/** 400 `Size` (errors page), in its very words. */
export function codeTooShort(): Answer {
  const path = 'registrationCode';
  const message = 'size must be between 32 and 2147483647';
  return fieldErrors(400, { code: 'Size', message, path, arguments: [path] });
}

/** 422 `ERROR` (errors page). */
export function noEmail(): Answer {
  const message = 'Please provide a valid email';
  return fieldErrors(422, { code: 'ERROR', message, path: 'email', arguments: ['email'] });
}

/** Assumed. */
export function notValid(path: string, message: string): Answer {
  return fieldErrors(422, { code: 'NOT_VALID', message, path, arguments: [path] });
}

/** 409: an active user has this e-mail. The arguments stand in two ways on Wise's pages. */
export function emailTaken(email: string, { takenEmailArguments }: Settings): Answer {
  const shown =
    takenEmailArguments === 'openapi'
      ? ['email', 'class com.transferwise.fx.api.ApiRegisterCommand', email]
      : ['email', masked(email)];
  const message = "You're already a member. Please login";
  return fieldErrors(409, { code: 'NOT_UNIQUE', message, path: 'email', arguments: shown });
}

/** `marta@wise.com` → `ma****@wise.com` */
function masked(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, Math.min(2, at))}****${email.slice(at)}`;
}
