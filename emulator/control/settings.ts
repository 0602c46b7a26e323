import { z } from 'zod';
import { DEFAULT_LIMIT_SETTINGS, limitSettings } from '#emulator/limits/settings';
import { DEFAULT_MTLS_SETTINGS, mtlsSettings } from '#emulator/mtls/settings';

const TWENTY_YEARS = 630_720_000;

/** `true` stands for the ordinary error, `false` for none. */
const authoriseErrorSchema = z
  .union([z.string().regex(/^[\x21-\x7e]{1,64}$/), z.boolean(), z.null()])
  .transform((value) => (value === true ? 'server_error' : value === false ? null : value));

export const settingsSchema = z.strictObject({
  /** Life of access tokens issued from now on. */
  accessTokenSeconds: z.number().min(0).max(TWENTY_YEARS),
  /** Life of authorisation codes issued from now on. */
  codeSeconds: z.number().min(0).max(TWENTY_YEARS),
  /** Off (as seen at Wise): the refresh token stays. On: each refresh hands out a new one and the old one dies. */
  rotateRefreshTokens: z.boolean(),
  /** What a refusal looks like: Wise documents only that a link back may be there. */
  denial: z.enum(['link', 'link-without-state', 'no-way-back']),
  /** A user without profile gives access: leave `profileId` out (true) or send it empty (false). */
  noProfileOmitsProfileId: z.boolean(),
  /** Not null: the authorise page is an error page whose link back carries this `error`. */
  authoriseError: authoriseErrorSchema,
  /** The old style of 401: `error_description` is the token itself. */
  tokenInErrorDescription: z.boolean(),
  ...mtlsSettings,
  /** How far the emulator's clock is ahead (behind: negative) of this machine's. */
  clockOffsetSeconds: z.number().min(-TWENTY_YEARS).max(TWENTY_YEARS),
  ...limitSettings,
});

export type Settings = z.output<typeof settingsSchema>;

export const settingsPatchSchema = settingsSchema.partial();

export const DEFAULT_SETTINGS: Settings = {
  accessTokenSeconds: 43_199,
  codeSeconds: 1_800,
  rotateRefreshTokens: false,
  denial: 'link',
  noProfileOmitsProfileId: true,
  authoriseError: null,
  tokenInErrorDescription: false,
  ...DEFAULT_MTLS_SETTINGS,
  clockOffsetSeconds: 0,
  ...DEFAULT_LIMIT_SETTINGS,
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
