import * as z from 'zod';
import { clockSettings } from './clock';
import { answerSettings } from './http';
import { joseSettings } from './jose';
import { limitSettings } from './limits';
import { moneySettings } from './money';
import { mtlsSettings } from './mtls';
import { authoriseSettings, tokenSettings } from './oauth';
import { refusalSettings } from './refusals';
import { scaSettings } from './sca';
import type { Setting } from './setting';
import { signUpSettings } from './sign-up';
import { verificationSettings } from './verification';
import { versionSettings } from './versions';
import { webhookSettings } from './webhooks';

const DESCRIPTORS = {
  ...tokenSettings,
  ...refusalSettings,
  ...authoriseSettings,
  ...signUpSettings,
  ...clockSettings,
  ...limitSettings,
  ...mtlsSettings,
  ...joseSettings,
  ...scaSettings,
  ...verificationSettings,
  ...webhookSettings,
  ...moneySettings,
  ...versionSettings,
  ...answerSettings,
};

type Descriptors = typeof DESCRIPTORS;
type Schemas = { [Name in keyof Descriptors]: Descriptors[Name]['schema'] };

/** Settings of one subject, as the control page and the README show them. */
export type SettingGroup = { id: string; title: string; settings: Readonly<Record<string, Setting>> };

/** A row for each subject. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  { id: 'tokens', title: 'Tokens', settings: tokenSettings },
  { id: 'refusals', title: 'Ends and refusals', settings: refusalSettings },
  { id: 'authorise', title: 'Authorise page', settings: authoriseSettings },
  { id: 'sign-up', title: 'Users made by API', settings: signUpSettings },
  { id: 'clock', title: 'Clock', settings: clockSettings },
  { id: 'limits', title: 'Rate limits', settings: limitSettings },
  { id: 'mtls', title: 'mTLS', settings: mtlsSettings },
  { id: 'jose', title: 'JOSE', settings: joseSettings },
  { id: 'sca', title: 'Strong customer authentication', settings: scaSettings },
  { id: 'verification', title: 'Verification', settings: verificationSettings },
  { id: 'webhooks', title: 'Webhooks', settings: webhookSettings },
  { id: 'money', title: 'Money', settings: moneySettings },
  { id: 'versions', title: 'Versions', settings: versionSettings },
  { id: 'answers', title: 'All answers', settings: answerSettings },
];

const schemas = Object.fromEntries(Object.entries(DESCRIPTORS).map(([name, { schema }]) => [name, schema]));
const settingsSchema = z.strictObject(schemas as Schemas);
const settingsPatchSchema = settingsSchema.partial();

export type Settings = z.output<typeof settingsSchema>;

export const DEFAULT_SETTINGS = Object.fromEntries(
  Object.entries(DESCRIPTORS).map(([name, descriptor]) => [name, descriptor.default]),
) as Settings;

/** The settings of the emulator: the undocumented behaviour of Wise, chosen by whoever runs it. */
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
