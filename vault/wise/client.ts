import type * as z from 'zod';
import type { Secret } from '#lib/log/secret';
import type { WiseClientConfig } from '#vault/env/vault-env';
import { DEADLINES } from '#vault/runtime/deadlines';
import { getFromWise, type SealCall, type SealedCall, type UnsealedCall } from './api-request';
import { ClientSecrets } from './client-secrets';
import { Heard } from './heard';
import type { ApiOutcome, TokenOutcome, WiseProfileWithFacts, WiseUser } from './outcomes';
import { wisePaths } from './paths';
import { probeWise, type WiseProbe } from './probe';
import { profileIdsSchema, profileStateSchema, profileWithFactsSchema, userSchema } from './schemas';
import { TokenCaller, type TokenCallerOptions } from './token-caller';
import { openTransport } from './transport/open-transport';
import type { WiseTransport } from './transport/transport';

export type WiseClient = {
  readonly config: WiseClientConfig;
  /** What every call of this client goes over. */
  readonly transport: WiseTransport;
  /** What every call of Wise's API goes through first; those to the token endpoint do not. */
  seal(call: UnsealedCall): Promise<SealedCall>;
  /** Which secret its calls carry. */
  readonly secrets: ClientSecrets;
  /** Whether the token endpoint answers, and its clock. */
  readonly heard: Heard;
  /** `redirectUri` byte for byte as in the authorise request (RFC 6749 §4.1.3). */
  exchangeCode(input: { code: Secret; redirectUri: string }): Promise<TokenOutcome>;
  /** Of a user whom the partner made (docs/wise.md 7.3): as often as wanted, until the user takes the account over. */
  exchangeRegistrationCode(input: { email: string; registrationCode: Secret }): Promise<TokenOutcome>;
  refresh(refreshToken: Secret, about?: { connectionId: string }): Promise<TokenOutcome>;
  /** A token of our own, for calls that are no customer's (RFC 6749 §4.4); its outcome has no refresh token. With a secret: whether Wise takes that one. */
  applicationToken(options?: { secret?: Secret }): Promise<TokenOutcome>;
  /** The Wise user behind a token. */
  me(access: Secret): Promise<ApiOutcome<WiseUser>>;
  /** Their ids; may list profiles that were not granted (W5). */
  profiles(access: Secret): Promise<ApiOutcome<string[]>>;
  profile(access: Secret, profileId: string): Promise<ApiOutcome<WiseProfileWithFacts>>;
  /** Wise's word for the state of a profile, in lower case (docs/wise.md 12.5). */
  profileState(access: Secret, profileId: string): Promise<ApiOutcome<string>>;
  /** Whether Wise can be reached, and has what we call; without a token. */
  probe(signal?: AbortSignal): Promise<WiseProbe>;
  /** What the last probe of this process found. */
  lastProbe(): (WiseProbe & { at: Date }) | null;
};

export type WiseClientOptions = TokenCallerOptions & {
  apiCallMs?: number;
  /** Other connections than the settings ask for. */
  transport?: WiseTransport;
  /** Without it calls go as they are. */
  seal?: SealCall;
};

/**
 * The calls we make to one Wise environment. Outcomes are unions; nothing that Wise or the network does
 * is thrown, and no text from Wise is kept or logged (W11).
 */
export function createWiseClient(config: WiseClientConfig, options: WiseClientOptions = {}): WiseClient {
  const { apiCallMs = DEADLINES.apiCallMs } = options;
  const transport = options.transport ?? openTransport(config);
  const paths = wisePaths(config.apiVersion);

  const secrets = new ClientSecrets(config.clientSecret, config.nextSecret);
  const heard = new Heard();

  const tokens = new TokenCaller({ config, transport, secrets, heard }, options);
  async function get<Shape extends z.ZodType>(
    path: string,
    access: Secret,
    schema: Shape,
  ): Promise<ApiOutcome<z.output<Shape>>> {
    const standing = transport.certificate?.standing() ?? null;
    const sentAt = performance.now();
    const outcome = await getFromWise(client, { path, access, schema, deadlineMs: apiCallMs });
    if (outcome.kind !== 'unauthorised' && outcome.kind !== 'forbidden') return outcome;
    // It may refuse our certificate, and not the customer's token: then it is an outage (decision 101).
    const isBelieved = await tokens.wasCertificateTaken(standing, performance.now() - sentAt);
    return isBelieved ? outcome : { kind: 'unavailable' };
  }
  async function getProfile<Shape extends z.ZodType>(
    access: Secret,
    profileId: string,
    schema: Shape,
  ): Promise<ApiOutcome<z.output<Shape>>> {
    // The id comes from an unsigned redirect (W5): only digits may become part of a path.
    if (!/^\d{1,19}$/.test(profileId)) return { kind: 'not_found' };
    return get(`${paths.profiles}/${profileId}`, access, schema);
  }
  let lastProbe: ReturnType<WiseClient['lastProbe']> = null;

  async function probe(signal?: AbortSignal): Promise<WiseProbe> {
    const limits = { deadlineMs: apiCallMs, ...(signal === undefined ? {} : { signal }) };
    const found = await probeWise({ config, transport }, limits);
    lastProbe = { ...found, at: new Date() };
    return found;
  }
  const client: WiseClient = {
    config,
    transport,
    seal: async (call) => options.seal?.(client, call) ?? { kind: 'plain' },
    secrets,
    heard,
    exchangeCode: ({ code, redirectUri }) => tokens.call({ type: 'authorization_code', code, redirectUri }),
    exchangeRegistrationCode: ({ email, registrationCode }) =>
      tokens.call({ type: 'registration_code', email, registrationCode }),
    refresh: (refreshToken, about) => tokens.call({ type: 'refresh_token', refreshToken }, about),
    applicationToken: (options) => tokens.call({ type: 'client_credentials' }, options),
    me: (access) => get(paths.me, access, userSchema),
    profiles: (access) => get(paths.profiles, access, profileIdsSchema),
    profile: (access, profileId) => getProfile(access, profileId, profileWithFactsSchema),
    profileState: (access, profileId) => getProfile(access, profileId, profileStateSchema),
    probe,
    lastProbe: () => lastProbe,
  };
  return client;
}
