import type { z } from 'zod';
import type { Logger } from '#lib/log/logger';
import type { Secret } from '#lib/log/secret';
import type { WiseClientConfig } from '#vault/env/vault-env';
import { randomId } from '#vault/keys/random';
import { DEADLINES } from '#vault/runtime/deadlines';
import { getFromWise } from './api-request';
import { ClientSecrets } from './client-secrets';
import { Heard } from './heard';
import { type JudgedGrant, judgeTokenAnswer, type TokenAnswer } from './judge-token-answer';
import { isCertificateFault, wasNotSent } from './not-sent';
import type { ApiOutcome, TokenOutcome, WiseProfileWithFacts, WiseUser } from './outcomes';
import { wisePaths } from './paths';
import { probeWise, type WiseProbe } from './probe';
import { profileIdsSchema, profileStateSchema, profileWithFactsSchema, userSchema } from './schemas';
import { requestTokens, type TokenGrant } from './token-request';
import { openTransport } from './transport/open-transport';
import type { WiseTransport } from './transport/transport';

export type WiseClient = {
  readonly config: WiseClientConfig;
  /** What every call of this client goes over. */
  readonly transport: WiseTransport;
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

/** A token call that ended without tokens, as Wise's support wants to hear of it; the body may quote what was sent. */
export type TokenFailure = {
  grantType: TokenGrant['type'];
  path: string;
  correlationId: string;
  outcome: Exclude<TokenOutcome['kind'], 'tokens'>;
  /** undefined: no answer. */
  answer: TokenAnswer | undefined;
  connectionId: string | null;
};

export type WiseClientOptions = {
  log?: Logger;
  onTokenFailure?: (failure: TokenFailure) => void;
  tokenCallMs?: number;
  apiCallMs?: number;
  /** Other connections than the settings ask for. */
  transport?: WiseTransport;
};

const JUDGED_AS: Record<TokenGrant['type'], JudgedGrant> = {
  authorization_code: 'code',
  registration_code: 'code',
  refresh_token: 'refresh',
  client_credentials: 'application',
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

  const callToken = tokenCaller({ config, transport, secrets, heard }, options);
  const get = <Shape extends z.ZodType>(path: string, access: Secret, schema: Shape) =>
    getFromWise({ config, transport }, { path, access, schema, deadlineMs: apiCallMs });
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
  return {
    config,
    transport,
    secrets,
    heard,
    exchangeCode: ({ code, redirectUri }) => callToken({ type: 'authorization_code', code, redirectUri }),
    exchangeRegistrationCode: ({ email, registrationCode }) =>
      callToken({ type: 'registration_code', email, registrationCode }),
    refresh: (refreshToken, about) => callToken({ type: 'refresh_token', refreshToken }, about),
    applicationToken: (options) => callToken({ type: 'client_credentials' }, options),
    me: (access) => get(paths.me, access, userSchema),
    profiles: (access) => get(paths.profiles, access, profileIdsSchema),
    profile: (access, profileId) => getProfile(access, profileId, profileWithFactsSchema),
    profileState: (access, profileId) => getProfile(access, profileId, profileStateSchema),
    probe,
    lastProbe: () => lastProbe,
  };
}

type Parts = Pick<WiseClient, 'config' | 'transport' | 'secrets' | 'heard'>;

/** What makes the calls of one client to the token endpoint. */
function tokenCaller(
  { config, transport, secrets, heard }: Parts,
  { log, onTokenFailure, tokenCallMs = DEADLINES.tokenCallMs }: WiseClientOptions,
) {
  const { token: path } = wisePaths(config.apiVersion);

  return async function callToken(
    grant: TokenGrant,
    { secret = secrets.inUse(), connectionId = null }: { secret?: Secret; connectionId?: string | null } = {},
  ): Promise<TokenOutcome> {
    const correlationId = randomId();
    const call = { environment: config.environment, grantType: grant.type, correlationId };
    const warn = (text: string) => log?.warn(call, text);
    const started = performance.now();
    let outcome: TokenOutcome;
    let sentAt = new Date();
    let answer: TokenAnswer | undefined;
    try {
      const proof = grant.type === 'authorization_code' ? 'just_now' : 'recent';
      answer = await transport.forTokens(proof, (dispatcher) => {
        // The time that a proof of the connection took is part of the call's.
        const deadlineMs = Math.max(1, tokenCallMs - Math.round(performance.now() - started));
        // the proof of a connection may have taken a while
        sentAt = new Date();
        return requestTokens(config, grant, { secret, dispatcher, deadlineMs, correlationId });
      });
      heard.answer(answer.date, { sentAt, now: new Date() });
      outcome = await judgeTokenAnswer(answer, JUDGED_AS[grant.type], warn);
    } catch (error) {
      heard.failure(new Date());
      outcome = judgeFailure(error);
      log?.warn({ ...call, err: error }, 'token call failed');
    }
    if (outcome.kind !== 'tokens') {
      const facts = { grantType: grant.type, path, correlationId, connectionId };
      onTokenFailure?.({ ...facts, outcome: outcome.kind, answer });
    }
    const ms = Math.round(performance.now() - started);
    log?.[outcome.kind === 'tokens' ? 'debug' : 'info']({ ...call, outcome: outcome.kind, ms }, 'token call');
    return outcome;
  };
}

function judgeFailure(error: unknown): TokenOutcome {
  if (!wasNotSent(error)) return { kind: 'unknown' };
  return isCertificateFault(error) ? { kind: 'not_sent', isOurCertificate: true } : { kind: 'not_sent' };
}
