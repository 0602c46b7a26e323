import * as z from 'zod';
import { secret } from '#lib/env/fields';
import type { Environment } from '#lib/env/wise';
import { type JoseKeyText, type KeyUse, readJoseKey } from './jose-key';

export type JoseMethod = 'jws' | 'jwe' | 'jws+jwe';
/** `accept`: we seal, and take a plain answer too. `require`: a plain answer is refused. */
export type JoseMode = 'off' | 'accept' | 'require';
/** How calls go whose path begins with `prefix`, segment by segment. */
export type JoseRule = { prefix: string; mode: JoseMode; method: JoseMethod };

const RULE = /^(?<prefix>\/[\w\-./]*) (?<mode>off|accept|require)(?: (?<method>jws\+jwe|jws|jwe))?$/;
const RULES_FORM =
  'must be off, or rules such as: /v3/profiles require jws, /v1/profiles accept jws+jwe (a prefix of the path; off, accept or require; jws, jwe or jws+jwe)';

const rules = z
  .string()
  .default('off')
  .transform((text, context): JoseRule[] => {
    if (text.trim() === 'off') return [];
    const read = text.split(',').map((each) => readRule(each.trim().replace(/\s+/g, ' ')));
    const found = read.flatMap((rule) => (rule === undefined ? [] : [rule]));
    const prefixes = new Set(found.map(({ prefix }) => prefix));
    if (found.length === read.length && prefixes.size === found.length) return found;
    context.addIssue({ code: 'custom', message: RULES_FORM });
    return z.NEVER;
  });

function readRule(text: string): JoseRule | undefined {
  const { prefix = '', mode, method = 'jws' } = RULE.exec(text)?.groups ?? {};
  if (mode === undefined || prefix.includes('//') || /(^|\/)\.{1,2}(\/|$)/.test(prefix)) return undefined;
  return { prefix: prefix.replace(/(?<=.)\/$/, ''), mode: mode as JoseMode, method: method as JoseMethod };
}

const key = (use: KeyUse) =>
  secret('', 1)
    .transform((text, context): JoseKeyText => {
      const read = readJoseKey(text.reveal(), use);
      if (!('problem' in read)) return read;
      context.addIssue({ code: 'custom', message: read.problem });
      return z.NEVER;
    })
    .optional();

/** What the signed `url` is: the path as it is sent, or with its query (docs/wise-open-questions.md). */
const signedUrl = z.enum(['path', 'path-and-query']).default('path');

export const joseFields = {
  WISE_SANDBOX_JOSE: rules,
  WISE_SANDBOX_JOSE_URL: signedUrl,
  WISE_SANDBOX_JOSE_SIGNING_KEY: key('sig'),
  WISE_SANDBOX_JOSE_SIGNING_KEY_NEXT: key('sig'),
  WISE_SANDBOX_JOSE_ENCRYPTION_KEY: key('enc'),
  WISE_SANDBOX_JOSE_ENCRYPTION_KEY_NEXT: key('enc'),
  WISE_PRODUCTION_JOSE: rules,
  WISE_PRODUCTION_JOSE_URL: signedUrl,
  WISE_PRODUCTION_JOSE_SIGNING_KEY: key('sig'),
  WISE_PRODUCTION_JOSE_SIGNING_KEY_NEXT: key('sig'),
  WISE_PRODUCTION_JOSE_ENCRYPTION_KEY: key('enc'),
  WISE_PRODUCTION_JOSE_ENCRYPTION_KEY_NEXT: key('enc'),
};

type JoseEnv = z.output<z.ZodObject<typeof joseFields>>;

export type JoseSettings = {
  environment: Environment;
  rules: readonly JoseRule[];
  signedUrl: 'path' | 'path-and-query';
  /** The current key, and the next one that takes over once Wise has it. */
  signing: readonly JoseKeyText[];
  encryption: readonly JoseKeyText[];
};

/** What is set for one environment. */
export function joseSettings(env: JoseEnv, environment: Environment): JoseSettings {
  const name = environment === 'sandbox' ? 'WISE_SANDBOX_JOSE' : 'WISE_PRODUCTION_JOSE';
  const present = (...keys: (JoseKeyText | undefined)[]) => keys.flatMap((each) => each ?? []);
  return {
    environment,
    rules: env[name],
    signedUrl: env[`${name}_URL`],
    signing: present(env[`${name}_SIGNING_KEY`], env[`${name}_SIGNING_KEY_NEXT`]),
    encryption: present(env[`${name}_ENCRYPTION_KEY`], env[`${name}_ENCRYPTION_KEY_NEXT`]),
  };
}

/** What does not fit together, each with its remedy. */
export function joseProblems(env: JoseEnv): string[] {
  return (['sandbox', 'production'] as const).flatMap((environment) => {
    const name = `WISE_${environment.toUpperCase()}_JOSE`;
    const { rules: set, signing, encryption } = joseSettings(env, environment);
    const uses = (part: string) =>
      set.some(({ mode, method }) => mode !== 'off' && method.split('+').includes(part));
    const kids = [...signing, ...encryption].map(({ kid }) => kid);
    return [
      ...(uses('jws') && signing.length === 0
        ? [`${name} has calls signed: ${name}_SIGNING_KEY is missing`]
        : []),
      ...(uses('jwe') && encryption.length === 0
        ? [`${name} has calls encrypted: ${name}_ENCRYPTION_KEY is missing`]
        : []),
      ...(new Set(kids).size < kids.length ? [`${name}: two of its keys have the same kid`] : []),
    ];
  });
}
