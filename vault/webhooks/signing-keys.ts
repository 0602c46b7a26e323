import { statSync } from 'node:fs';
import { ConfigurationError } from '#lib/env/read';
import { readText } from '#lib/env/text-file.mjs';
import type { Environment } from '#lib/env/wise';
import { ENVIRONMENTS } from '#lib/env/wise';
import type { VaultEnv } from '#vault/env/vault-env';
import { readWebhookKeys, type WebhookKey } from '#vault/keys/webhook-signature';
import type { VaultContext } from '#vault/runtime/context';
import { PUBLISHED_KEYS } from './published-keys';

export type SigningKeys = {
  /** The keys of an environment; undefined where it is switched off here. */
  of(environment: Environment): readonly WebhookKey[] | undefined;
};

type Held = {
  file: string | undefined;
  keys: readonly WebhookKey[];
  /** What the file was like when it was read; undefined: it is read again at the next look. */
  seen: string | undefined;
  lookedAt: number;
};

/** A changed file is in force this long after it was written, at most. */
const LOOK_EVERY_MS = 2_000;
/** Longer than a tick of the clock of any file system: FAT has two seconds. */
const YOUNG_MS = 2_500;

/**
 * The public keys that may have signed a webhook. Those from a file are read again when it changes, so that a key of Wise
 * is rotated without a restart: the new one beside the old one, later the old one out.
 *
 * @throws ConfigurationError when a setting holds no keys.
 */
export function openSigningKeys(
  { env, wise, log }: Pick<VaultContext, 'env' | 'wise' | 'log'>,
  now: () => number = () => performance.now(),
): SigningKeys {
  const problems: string[] = [];
  const opened = new Map(
    ENVIRONMENTS.filter((each) => wise.hasEnvironment(each)).map((environment) => {
      const setting = keySetting(env, environment);
      const read = readWebhookKeys(setting.text);
      if ('problem' in read) problems.push(`${setting.name} ${read.problem}`);
      const keys = 'keys' in read ? read.keys : [];
      const held: Held = { file: setting.file, keys, seen: markOf(setting.file), lookedAt: now() };
      return [environment, held] as const;
    }),
  );
  if (problems.length > 0) throw new ConfigurationError('vault', problems);

  return {
    of: (environment) => {
      const held = opened.get(environment);
      if (held?.file === undefined || now() - held.lookedAt < LOOK_EVERY_MS) return held?.keys;
      held.lookedAt = now();
      const mark = markOf(held.file);
      if (mark !== undefined && mark === held.seen) return held.keys;
      held.seen = mark;
      const text = readText(held.file);
      const read = 'text' in text ? readWebhookKeys(text.text) : text;
      // half a file, or none: the keys of before stay in force
      if ('problem' in read)
        log.error({ environment, why: read.problem }, 'webhook keys were not read again');
      else if (namesOf(read.keys) !== namesOf(held.keys)) {
        held.keys = read.keys;
        log.info({ environment, keys: read.keys.map(({ fingerprint }) => fingerprint) }, 'webhook keys read');
      }
      return held.keys;
    },
  };
}

const namesOf = (keys: readonly WebhookKey[]): string => keys.map(({ fingerprint }) => fingerprint).join();

/** Where the keys of an environment come from: a file, a value, or what Wise publishes. */
export function keySetting(
  env: VaultEnv,
  environment: Environment,
): { name: string; file: string | undefined; text: string } {
  const { text, file } = {
    sandbox: { text: env.WISE_SANDBOX_WEBHOOK_KEYS, file: env.WISE_SANDBOX_WEBHOOK_KEYS_FILE },
    production: { text: env.WISE_PRODUCTION_WEBHOOK_KEYS, file: env.WISE_PRODUCTION_WEBHOOK_KEYS_FILE },
  }[environment];
  const name = `WISE_${environment.toUpperCase()}_WEBHOOK_KEYS${file === undefined ? '' : '_FILE'}`;
  return { name, file, text: text ?? PUBLISHED_KEYS[environment] };
}

/**
 * Changes with each write of the file, also when it is replaced. Undefined while it is so young that a write within the same
 * tick of its clock may follow: who has read it by then has perhaps read half of it.
 */
function markOf(file: string | undefined): string | undefined {
  if (file === undefined) return 'no file';
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return 'not there';
  return Math.abs(Date.now() - stat.mtimeMs) < YOUNG_MS
    ? undefined
    : `${stat.mtimeMs} ${stat.ino} ${stat.size}`;
}
