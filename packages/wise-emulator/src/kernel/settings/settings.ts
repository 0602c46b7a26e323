import { z } from 'zod';
import { clockSettings, DEFAULT_CLOCK_SETTINGS } from './clock';
import { answerSettings, DEFAULT_ANSWER_SETTINGS } from './http';
import { DEFAULT_JOSE_SETTINGS, joseSettings } from './jose';
import { DEFAULT_LIMIT_SETTINGS, limitSettings } from './limits';
import { DEFAULT_MONEY_SETTINGS, moneySettings } from './money';
import { DEFAULT_MTLS_SETTINGS, mtlsSettings } from './mtls';
import {
  authoriseSettings,
  DEFAULT_AUTHORISE_SETTINGS,
  DEFAULT_TOKEN_SETTINGS,
  tokenSettings,
} from './oauth';
import { DEFAULT_REFUSAL_SETTINGS, refusalSettings } from './refusals';
import { DEFAULT_SCA_SETTINGS, scaSettings } from './sca';
import { DEFAULT_SIGN_UP_SETTINGS, signUpSettings } from './sign-up';
import { DEFAULT_WEBHOOK_SETTINGS, webhookSettings } from './webhooks';

export const settingsSchema = z.strictObject({
  ...tokenSettings,
  ...refusalSettings,
  ...authoriseSettings,
  ...signUpSettings,
  ...clockSettings,
  ...limitSettings,
  ...mtlsSettings,
  ...joseSettings,
  ...scaSettings,
  ...webhookSettings,
  ...moneySettings,
  ...answerSettings,
});

export type Settings = z.output<typeof settingsSchema>;

export const settingsPatchSchema = settingsSchema.partial();

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_TOKEN_SETTINGS,
  ...DEFAULT_REFUSAL_SETTINGS,
  ...DEFAULT_AUTHORISE_SETTINGS,
  ...DEFAULT_SIGN_UP_SETTINGS,
  ...DEFAULT_CLOCK_SETTINGS,
  ...DEFAULT_LIMIT_SETTINGS,
  ...DEFAULT_MTLS_SETTINGS,
  ...DEFAULT_JOSE_SETTINGS,
  ...DEFAULT_SCA_SETTINGS,
  ...DEFAULT_WEBHOOK_SETTINGS,
  ...DEFAULT_MONEY_SETTINGS,
  ...DEFAULT_ANSWER_SETTINGS,
};

/** The switches of the emulator: the undocumented behaviour of Wise, chosen by whoever runs it. */
export class SettingsStore {
  readonly #first: Readonly<Settings>;
  #current: Readonly<Settings>;

  /** @param first differs from the defaults where whoever starts the emulator wants it; `reset` comes back to it. */
  constructor(first: Partial<Settings> = {}) {
    this.#first = settingsSchema.parse({ ...DEFAULT_SETTINGS, ...first });
    this.#current = this.#first;
  }

  /** What `reset` comes back to. */
  get first(): Readonly<Settings> {
    return this.#first;
  }

  get current(): Readonly<Settings> {
    return this.#current;
  }

  /** Merges the given settings into the current ones. Throws a ZodError on unknown or ill-formed ones. */
  merge(patch: unknown): Readonly<Settings> {
    const given = Object.entries(settingsPatchSchema.parse(patch)).filter(([, value]) => value !== undefined);
    this.#current = settingsSchema.parse({ ...this.#current, ...Object.fromEntries(given) });
    return this.#current;
  }

  reset(): void {
    this.#current = this.#first;
  }
}
