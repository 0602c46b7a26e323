import type { Logger } from '#lib/log/logger';
import type { Secret } from '#lib/log/secret';
import type { WiseClientConfig } from '#vault/env/vault-env';
import { randomId } from '#vault/keys/random';
import { DEADLINES } from '#vault/runtime/deadlines';
import type { ClientSecrets } from './client-secrets';
import type { Heard } from './heard';
import { certificateVerdict, judgeCertificate } from './judge-certificate';
import { type JudgedGrant, judgeTokenAnswer, type TokenAnswer } from './judge-token-answer';
import { isCertificateFault, wasNotSent } from './not-sent';
import type { NotSent, TokenOutcome } from './outcomes';
import { wisePaths } from './paths';
import { requestTokens, type TokenGrant } from './token-request';
import type { CertificateStanding } from './transport/certificate-standing';
import type { TokenConnection, WiseTransport } from './transport/transport';

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

export type TokenCallerOptions = {
  log?: Logger;
  onTokenFailure?: (failure: TokenFailure) => void;
  tokenCallMs?: number;
  certificateProofMs?: number;
};

/** What the calls of one client are made with. */
type Parts = { config: WiseClientConfig; transport: WiseTransport; secrets: ClientSecrets; heard: Heard };

type Told = { outcome: TokenOutcome; answer?: TokenAnswer };
type Sending = { secret: Secret; deadlineMs: number };

const JUDGED_AS: Record<TokenGrant['type'], JudgedGrant> = {
  authorization_code: 'code',
  registration_code: 'code',
  refresh_token: 'refresh',
  client_credentials: 'application',
};

/** How long a token of our own may take that only proves something: with both preflights it leaves a code a quarter of its time. */
const PROOF_MS = 5_000;

const CERTIFICATE_AT_FAULT: NotSent = { kind: 'not_sent', ourFault: 'certificate' };

/** Makes the calls of one client to the token endpoint, judges and reports them. */
export class TokenCaller {
  readonly #parts: Parts;
  readonly #options: TokenCallerOptions;

  constructor(parts: Parts, options: TokenCallerOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /**
   * Over a client certificate a code goes out only when the token endpoint has just spoken OAuth to that certificate, and
   * the preflight was not answered in other words than the API's: else a token of our own is asked for first, over the same
   * connection. Other grants want that only after a refusal (decision 101).
   *
   * @param about.connectionId whose refresh token it is, for the report.
   */
  async call(
    grant: TokenGrant,
    about: { secret?: Secret; connectionId?: string | null } = {},
  ): Promise<TokenOutcome> {
    const { transport, secrets } = this.#parts;
    const { secret = secrets.inUse(), connectionId = null } = about;
    const { tokenCallMs = DEADLINES.tokenCallMs } = this.#options;
    const started = performance.now();
    // The time that proofs took is part of the call's.
    const leftMs = () => Math.max(1, tokenCallMs - Math.round(performance.now() - started));
    return this.#report(grant, connectionId, async (correlationId) => {
      const isOwn = grant.type === 'client_credentials';
      if (!isOwn && transport.certificate?.standing()?.isRefused()) return { outcome: CERTIFICATE_AT_FAULT };
      const proof = isOwn ? 'none' : grant.type === 'authorization_code' ? 'just_now' : 'recent';
      return transport.forTokens(proof, async (over) => {
        const wantsProof = !isOwn && this.#wantsProof(grant, over);
        const unproven = wantsProof ? await this.#prove(over, secret, leftMs()) : undefined;
        if (unproven !== undefined) return { outcome: unproven };
        return this.#send(over, grant, { secret, deadlineMs: leftMs(), correlationId });
      });
    });
  }

  /**
   * Whether a call that began so long ago, with the certificate of this standing, was refused for another reason than that
   * certificate: as the token endpoint has told since, or tells now.
   */
  async wasCertificateTaken(standing: CertificateStanding | null, withinMs: number): Promise<boolean> {
    if (standing === null || standing.wasTaken(withinMs)) return true;
    const wasDoubtful = standing.isDoubtful();
    const outcome = await this.call({ type: 'client_credentials' });
    // Taken again, or replaced, in the meantime: that tells nothing of the call before.
    const isSame = !wasDoubtful && this.#parts.transport.certificate?.standing() === standing;
    return isSame && certificateVerdict(outcome) === 'taken';
  }

  #wantsProof(grant: TokenGrant, { standing, asksForToken }: TokenConnection): boolean {
    if (standing === null) return false;
    const { certificateProofMs = DEADLINES.certificateProofMs } = this.#options;
    if (grant.type !== 'authorization_code') return standing.isDoubtful();
    return !asksForToken || !standing.wasTaken(certificateProofMs);
  }

  /** @returns why nothing more may go over this connection; undefined where Wise takes certificate and client. */
  async #prove(over: TokenConnection, secret: Secret, leftMs: number): Promise<NotSent | undefined> {
    const own = { type: 'client_credentials' } as const;
    const end = performance.now() + Math.min(PROOF_MS, leftMs);
    const outcome = await this.#report(own, null, (correlationId) => {
      const ask = (each: TokenConnection) => {
        const deadlineMs = Math.max(1, Math.round(end - performance.now()));
        return this.#send(each, own, { secret, deadlineMs, correlationId });
      };
      // Some gateways end the connection when they refuse: then the preflight's answer has done so.
      return ask(over).catch(() => this.#parts.transport.forTokens('none', ask));
    });
    if (outcome.kind === 'client_refused') return { kind: 'not_sent', ourFault: 'client' };
    const verdict = certificateVerdict(outcome);
    if (verdict === 'taken') return undefined;
    return verdict === 'refused' ? CERTIFICATE_AT_FAULT : { kind: 'not_sent' };
  }

  async #send(
    { dispatcher, standing }: TokenConnection,
    grant: TokenGrant,
    sending: Sending & { correlationId: string },
  ): Promise<Told> {
    const { config, heard } = this.#parts;
    const sentAt = new Date();
    const sentAtMs = performance.now();
    const answer = await requestTokens(config, grant, { ...sending, dispatcher });
    heard.answer(answer.date, { sentAt, now: new Date() });
    const verdict = standing === null ? 'unknown' : judgeCertificate(answer);
    standing?.note(verdict, sentAtMs);
    if (verdict === 'refused') return { outcome: { kind: 'certificate_refused' }, answer };
    const { environment } = config;
    const call = { environment, grantType: grant.type, correlationId: sending.correlationId };
    const warn = (text: string) => this.#options.log?.warn(call, text);
    const outcome = await judgeTokenAnswer(answer, JUDGED_AS[grant.type], warn);
    // What is to prove something, and is refused in words that tell nothing, proves nothing.
    const isMute = standing !== null && verdict === 'unknown' && outcome.kind === 'request_refused';
    if (grant.type === 'client_credentials' && isMute)
      return { outcome: { kind: 'unknown', status: answer.status }, answer };
    return { outcome, answer };
  }

  async #report(
    grant: TokenGrant,
    connectionId: string | null,
    send: (correlationId: string) => Promise<Told>,
  ): Promise<TokenOutcome> {
    const { config, heard } = this.#parts;
    const { log, onTokenFailure } = this.#options;
    const correlationId = randomId();
    const call = { environment: config.environment, grantType: grant.type, correlationId };
    const started = performance.now();
    const told = await send(correlationId).catch((error: unknown): Told => {
      heard.failure(new Date());
      log?.warn({ ...call, err: error }, 'token call failed');
      return { outcome: judgeFailure(error) };
    });
    const { outcome, answer } = told;
    if (outcome.kind !== 'tokens') {
      const { token: path } = wisePaths(config.apiVersion);
      const facts = { grantType: grant.type, path, correlationId, connectionId };
      onTokenFailure?.({ ...facts, outcome: outcome.kind, answer });
    }
    const ms = Math.round(performance.now() - started);
    log?.[outcome.kind === 'tokens' ? 'debug' : 'info']({ ...call, outcome: outcome.kind, ms }, 'token call');
    return outcome;
  }
}

function judgeFailure(error: unknown): TokenOutcome {
  if (!wasNotSent(error)) return { kind: 'unknown' };
  return isCertificateFault(error) ? CERTIFICATE_AT_FAULT : { kind: 'not_sent' };
}
