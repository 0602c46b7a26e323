import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsentClaim, WEB_WAITS } from '#lib/contract/internal-api';
import type { ExpectedFacts } from '#lib/contract/matching';
import { toAppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import type { Secret } from '#lib/log/secret';
import { webDb } from '#web/db/web-db';
import { type WiseAuthorise, webEnv } from '#web/env/web-env';
import { clientNetwork } from '#web/http/client';
import { webLog } from '#web/http/log';
import { consumeRateLimit } from '#web/rate-limits/consume';
import { currentPartnerSession, partnerClaim } from '#web/sessions/current-partner-session';
import { currentSession, sessionClaim } from '#web/sessions/current-session';
import { knownFacts } from '#web/sessions/known-facts';
import { exchangeCode } from '#web/vault-client/vault-client';
import { browserHash } from './browser';
import type { Claim } from './callback-types';
import { claimAttempt } from './claim-attempt';
import { type Callback, parseCallback } from './parse-callback';

/** How long a vault that does not answer is asked again; the last try takes up to 10 s (limits.ts counts with both). */
export const SUBMISSION_TRIES_SECONDS = 25;

const PAUSE_MS = 500;
/** What passes by itself: the vault, or the vault's database, is away. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['VAULT_UNAVAILABLE', 'DATABASE_UNAVAILABLE']);

/**
 * Wise sent a browser back: claims the attempt once, gives its code to the vault, and waits a while for the outcome.
 *
 * @returns the address of the page that tells how it went; of a connect session, the one that leads back to the partner.
 * @throws AppError TOO_MANY_REQUESTS, or what the database throws when it is away. Nothing was claimed then: the same
 *   address may be asked again.
 */
export async function handleCallback(request: Request, wise: WiseAuthorise): Promise<string> {
  const callback = parseCallback(new URL(request.url).searchParams);
  const claim = await claimOnce(request, callback, wise);
  if (claim.kind === 'claimed' && callback.kind === 'code') {
    const { attemptId, profileId, isOfSession } = claim;
    const { headers } = request;
    const session = isOfSession ? partnerClaim(headers) : sessionClaim(headers, 'customer');
    const expected = isOfSession ? undefined : await knownFacts(headers);
    await submitCode(session, { attemptId, profileId, code: callback.code, expected });
  }
  return pageOf(claim, wise);
}

async function claimOnce(request: Request, callback: Callback, wise: WiseAuthorise): Promise<Claim> {
  const { headers } = request;
  const [db, env] = [webDb(), webEnv()];
  await consumeRateLimit({ db, env }, 'connect callback', clientNetwork(headers));
  const [customer, session] = await Promise.all([
    currentSession(headers, 'customer'),
    currentPartnerSession(headers),
  ]);
  const who = { customer, session, browserHash: browserHash(headers, env), wise };
  const claim = await claimAttempt(db, callback, who);
  // Wise's link back without a state, in a browser that came from the partner and is nobody's here: its page asks what to do
  if (claim.kind === 'unknown_refusal' && session?.kind === 'connect' && customer === undefined)
    return { kind: 'ended', attemptId: '', isOfSession: true };
  return claim;
}

function pageOf(claim: Claim, { environment }: WiseAuthorise): string {
  const attempts = `/connect/${environment}/attempts`;
  switch (claim.kind) {
    case 'claimed':
    case 'ended':
      return claim.isOfSession ? '/session/return' : `${attempts}/${claim.attemptId}`;
    case 'not_yours':
      return `${attempts}/not-yours-${claim.reference}`;
    case 'unknown_refusal':
      return `${attempts}/${claim.outcome === 'denied' ? 'denied' : 'wise-error'}-${claim.reference}`;
  }
}

type Submission = {
  attemptId: string;
  code: Secret;
  profileId: string | null;
  expected?: ExpectedFacts | undefined;
};

/**
 * Gives the code to the vault and waits for an outcome, 10 s at most; the attempt's page tells how it went. A vault that
 * is stopped or restarting is asked again, if need be after the browser has its answer: only this process has the code,
 * and only the vault knows whether it was sent (design 4.2).
 */
export async function submitCode(session: ConsentClaim, submission: Submission): Promise<void> {
  const waiting = new AbortController();
  const submitting = keepTrying(session, submission).finally(() => waiting.abort());
  const patience = sleep(WEB_WAITS.callbackMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([submitting, patience]);
}

async function keepTrying(session: ConsentClaim, submission: Submission): Promise<void> {
  const until = performance.now() + SUBMISSION_TRIES_SECONDS * 1_000;
  do {
    try {
      await exchangeCode({ session, ...submission });
      return;
    } catch (thrown) {
      const error = toAppError(thrown);
      const { attemptId } = submission;
      webLog().warn(
        { errorCode: error.code, why: error.message, attemptId },
        'submitting the code to the vault failed',
      );
      if (!RETRYABLE.has(error.code)) return;
      await sleep(PAUSE_MS);
    }
  } while (performance.now() < until);
}
