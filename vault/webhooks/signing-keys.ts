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

type Held = { file: string | undefined; keys: WebhookKey[]; changedAt: number; lookedAt: number };

/** A changed file is in force this long after it was written, at most. */
const LOOK_EVERY_MS = 2_000;

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
      const changedAt = setting.file === undefined ? 0 : changeOf(setting.file);
      const held: Held = { file: setting.file, keys, changedAt, lookedAt: now() };
      return [environment, held] as const;
    }),
  );
  if (problems.length > 0) throw new ConfigurationError('vault', problems);

  return {
    of: (environment) => {
      const held = opened.get(environment);
      if (held?.file === undefined || now() - held.lookedAt < LOOK_EVERY_MS) return held?.keys;
      held.lookedAt = now();
      const changedAt = changeOf(held.file);
      if (changedAt === held.changedAt) return held.keys;
      held.changedAt = changedAt;
      const text = readText(held.file);
      const read = 'text' in text ? readWebhookKeys(text.text) : text;
      // half a file, or none: the keys of before stay in force
      if ('problem' in read)
        log.error({ environment, why: read.problem }, 'webhook keys were not read again');
      else {
        held.keys = read.keys;
        log.info({ environment, keys: read.keys.map(({ fingerprint }) => fingerprint) }, 'webhook keys read');
      }
      return held.keys;
    },
  };
}

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

/** Changes with each write of the file, also when it is replaced; -1 when it is not there. */
function changeOf(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? -1 : stat.mtimeMs + stat.ino;
}
