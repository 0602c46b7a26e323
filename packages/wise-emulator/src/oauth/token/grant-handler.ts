import { readParameter } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import { missingParameter, type Refusal, repeatedParameter } from './token-errors';
import type { Issued } from './token-response';

export type GrantOutcome = { granted: true; issued: Issued } | { granted: false; refusal: Refusal };

/** One grant type of the token endpoint: judges the form of an authenticated client and issues, synchronously. */
export type GrantHandler = (
  state: EmulatorState,
  client: RegisteredClient,
  form: URLSearchParams,
  now: number,
) => GrantOutcome;

export function refuse(refusal: Refusal): GrantOutcome {
  return { granted: false, refusal };
}

export function grant(issued: Issued): GrantOutcome {
  return { granted: true, issued };
}

export type Fields<Name extends string> =
  | { ok: true; values: Record<Name, string> }
  | { ok: false; refusal: Refusal };

/** All the named parameters, each there exactly once and not empty; else the first refusal. */
export function requireFields<Name extends string>(form: URLSearchParams, ...names: Name[]): Fields<Name> {
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const parameter = readParameter(form, name);
    if (parameter.given === 'repeatedly') return { ok: false, refusal: repeatedParameter(name) };
    if (parameter.given === 'never' || parameter.value === '') {
      return { ok: false, refusal: missingParameter(name) };
    }
    values[name] = parameter.value;
  }
  return { ok: true, values: values as Record<Name, string> };
}
