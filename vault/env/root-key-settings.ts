import path from 'node:path';
import * as z from 'zod';
import { certificateAuthority } from '#lib/env/certificate-authority';
import { origin, secret } from '#lib/env/fields';
import type { EnvSource } from '#lib/env/read';
import type { Secret } from '#lib/log/secret';

const absoluteFile = z.string().refine((value) => path.isAbsolute(value), 'must be the full path of a file');
/** PKCS#11 pads labels with blanks. */
const label = z.string().trim().min(1).max(32, 'must be a label of at most 32 characters');

export type KeyNames = readonly [string, ...string[]];

/** Names of root keys: the first one wraps, the others still open. */
function keyNames(form: RegExp, message: string) {
  return z.string().transform((text, context): KeyNames => {
    const [first, ...others] = text.split(',').map((each) => each.trim());
    const names: KeyNames = [first ?? '', ...others];
    if (names.every((name) => form.test(name)) && new Set(names).size === names.length) return names;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** `NAME=value[,NAME=value]`: what the maker's library finds in its environment. */
const variables = z
  .string()
  .default('')
  .transform((text, context): Readonly<Record<string, string>> => {
    const entries = text.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
    const pairs = entries.map((entry) => /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(entry));
    if (pairs.every((pair) => pair !== null))
      return Object.fromEntries(pairs.map((pair) => [pair[1] ?? '', pair[2] ?? '']));
    context.addIssue({ code: 'custom', message: 'must be NAME=value, with commas between them' });
    return z.NEVER;
  });

/** No alias: it may lead to another key tomorrow, which does not open what this one wrapped. */
const KMS_KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]{1,64}$/;
const KMS_FORM = 'must be ARNs of keys (arn:aws:kms:REGION:ACCOUNT:key/ID), with commas between them';

const PKCS11_MECHANISMS = ['aes-gcm', 'aes-key-wrap-pad'] as const;

/** Where the root key is; which of them are wanted says VAULT_ROOT_PROVIDER. */
export const rootKeyFields = {
  VAULT_PKCS11_MODULE: absoluteFile.optional(),
  VAULT_PKCS11_TOKEN: label.optional(),
  VAULT_PKCS11_PIN: secret('', 4).optional(),
  VAULT_PKCS11_KEY: keyNames(
    /^[\x21-\x7e]{1,32}$/,
    'must be labels of keys, with commas between them',
  ).optional(),
  VAULT_PKCS11_MECHANISM: z.enum(PKCS11_MECHANISMS).default('aes-gcm'),
  VAULT_PKCS11_ENVIRONMENT: variables,
  VAULT_KMS_KEY: keyNames(KMS_KEY_ARN, KMS_FORM).optional(),
  VAULT_KMS_ENDPOINT: origin('').optional(),
  VAULT_KMS_ACCESS_KEY_ID: z
    .string()
    .regex(/^[A-Z0-9]{16,128}$/, 'must be an access key id')
    .optional(),
  VAULT_KMS_SECRET_ACCESS_KEY: secret('', 16).optional(),
  // read by the SDK itself, on ECS and EKS
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: z.string().optional(),
  AWS_CONTAINER_CREDENTIALS_FULL_URI: z.string().optional(),
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: z.string().optional(),
  AWS_ROLE_ARN: z.string().optional(),
  AWS_WEB_IDENTITY_TOKEN_FILE: z.string().optional(),
  VAULT_TRANSIT_URL: origin('').optional(),
  VAULT_TRANSIT_KEY: keyNames(
    /^[\w.-]{1,128}$/,
    'must be names of keys, with commas between them',
  ).optional(),
  VAULT_TRANSIT_MOUNT: z
    .string()
    .regex(/^[\w-]+(\/[\w-]+)*$/, 'must be the path where the engine is mounted, such as transit')
    .default('transit'),
  VAULT_TRANSIT_NAMESPACE: z
    .string()
    .regex(/^[\w/-]+$/, 'must be the path of a namespace')
    .optional(),
  VAULT_TRANSIT_TOKEN: secret('', 8).optional(),
  VAULT_TRANSIT_TOKEN_FILE: z.string().optional(),
  VAULT_TRANSIT_CA: certificateAuthority().optional(),
};

type RootKeyEnv = z.output<z.ZodObject<typeof rootKeyFields>>;

export type Pkcs11Settings = {
  /** The maker's library. */
  module: string;
  token: string;
  pin: Secret;
  /** Labels of the root keys; the first one wraps. */
  keys: KeyNames;
  mechanism: (typeof PKCS11_MECHANISMS)[number];
  environment: Readonly<Record<string, string>>;
};

export type KmsSettings = {
  /** ARNs; the first one wraps. */
  keys: KeyNames;
  /** undefined: AWS's own, by the region in the ARN. */
  endpoint: string | undefined;
  /** undefined: by the role of the machine or the container. */
  login: { accessKeyId: string; secretAccessKey: Secret } | undefined;
};

export type TransitSettings = {
  url: string;
  /** The first one wraps. */
  keys: KeyNames;
  mount: string;
  namespace: string | undefined;
  token: Secret;
  /** Where the token is read again for each call. */
  tokenFile: string | undefined;
  /** PEM; undefined: those that the system trusts. */
  authority: string | undefined;
};

/** Every provider but `env`, with what it needs (design 4.11). */
export type RootKeySettings =
  | { provider: 'pkcs11'; pkcs11: Pkcs11Settings }
  | { provider: 'aws-kms'; kms: KmsSettings }
  | { provider: 'transit'; transit: TransitSettings };
type RemoteRootProvider = RootKeySettings['provider'];

const NEEDED = {
  pkcs11: ['VAULT_PKCS11_MODULE', 'VAULT_PKCS11_TOKEN', 'VAULT_PKCS11_PIN', 'VAULT_PKCS11_KEY'],
  'aws-kms': ['VAULT_KMS_KEY'],
  transit: ['VAULT_TRANSIT_URL', 'VAULT_TRANSIT_KEY', 'VAULT_TRANSIT_TOKEN'],
} as const satisfies Record<RemoteRootProvider, readonly (keyof RootKeyEnv)[]>;

export const REMOTE_ROOT_PROVIDERS = ['pkcs11', 'aws-kms', 'transit'] as const;

/** What the providers still need that are chosen or begun with, each with its remedy. */
export function rootKeyProblems(source: EnvSource): string[] {
  const isSet = (name: string) => Boolean(source[name] || source[`${name}_FILE`]);
  const problems = REMOTE_ROOT_PROVIDERS.flatMap((provider) => {
    const needed = NEEDED[provider];
    const isChosen = source.VAULT_ROOT_PROVIDER === provider;
    if (!isChosen && !needed.some(isSet)) return [];
    const why = isChosen
      ? `VAULT_ROOT_PROVIDER=${provider} needs it`
      : 'set it, or remove the others of this provider';
    return needed.filter((name) => !isSet(name)).map((name) => `${name} is missing: ${why}`);
  });
  const login = ['VAULT_KMS_ACCESS_KEY_ID', 'VAULT_KMS_SECRET_ACCESS_KEY'].filter((name) => !isSet(name));
  const half = login.length === 1 ? login.map((name) => `${name} is missing: set both, or neither`) : [];
  return [...problems, ...half];
}

/** Every remote provider that is set up: the chosen one wraps, the others still open what they wrapped. */
export function rootKeySettings(env: RootKeyEnv): RootKeySettings[] {
  return [pkcs11Settings(env), kmsSettings(env), transitSettings(env)].flatMap((each) => each ?? []);
}

function pkcs11Settings(env: RootKeyEnv): RootKeySettings | undefined {
  const { VAULT_PKCS11_MODULE: module, VAULT_PKCS11_TOKEN: token, VAULT_PKCS11_PIN: pin } = env;
  const {
    VAULT_PKCS11_KEY: keys,
    VAULT_PKCS11_MECHANISM: mechanism,
    VAULT_PKCS11_ENVIRONMENT: environment,
  } = env;
  if (module === undefined || token === undefined || pin === undefined || keys === undefined)
    return undefined;
  return { provider: 'pkcs11', pkcs11: { module, token, pin, keys, mechanism, environment } };
}

function kmsSettings(env: RootKeyEnv): RootKeySettings | undefined {
  const { VAULT_KMS_KEY: keys, VAULT_KMS_ENDPOINT: endpoint } = env;
  const { VAULT_KMS_ACCESS_KEY_ID: accessKeyId, VAULT_KMS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (keys === undefined) return undefined;
  const isComplete = accessKeyId !== undefined && secretAccessKey !== undefined;
  return {
    provider: 'aws-kms',
    kms: { keys, endpoint, login: isComplete ? { accessKeyId, secretAccessKey } : undefined },
  };
}

function transitSettings(env: RootKeyEnv): RootKeySettings | undefined {
  const { VAULT_TRANSIT_URL: url, VAULT_TRANSIT_KEY: keys, VAULT_TRANSIT_TOKEN: token } = env;
  if (url === undefined || keys === undefined || token === undefined) return undefined;
  const { VAULT_TRANSIT_MOUNT: mount, VAULT_TRANSIT_NAMESPACE: namespace, VAULT_TRANSIT_CA: authority } = env;
  const tokenFile = env.VAULT_TRANSIT_TOKEN_FILE;
  return { provider: 'transit', transit: { url, keys, mount, namespace, token, tokenFile, authority } };
}
