import { AppError } from '#lib/errors/app-error';
import { browserHash } from '#web/attempts/browser';
import { claimAttempt } from '#web/attempts/claim-attempt';
import { type Callback, parseCallback } from '#web/attempts/parse-callback';
import type { Claim } from '#web/attempts/returning';
import { customerFromRequest } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { type WiseAuthorise, webEnv, wiseEnvironments } from '#web/env/web-env';
import { problemPage, seeOther } from '#web/http/answer';
import { asProblem } from '#web/http/as-problem';
import { clientNetwork } from '#web/http/client';
import { webLog } from '#web/http/log';
import { isPrefetch } from '#web/http/prefetch';
import { spend } from '#web/rate-limits/spend';
import { handOver } from './hand-over';
import { tryAgainSoon } from './try-again-soon';

type Context = { params: Promise<{ environment: string }> };

/** Wise sends the browser back here. Claims the attempt once, hands the code to the vault, goes to a clean address. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  if (isPrefetch(request.headers)) return HEAD();
  const { environment } = await params;
  const wise = wiseEnvironments(webEnv()).find((each) => each.environment === environment);
  if (wise === undefined) {
    webLog().warn('a callback came for an environment that is off or unknown');
    return problemPage(request, new AppError('NOT_FOUND'), '/dashboard');
  }
  const callback = parseCallback(new URL(request.url).searchParams);
  let claim: Claim;
  try {
    await spend({ db: webDb(), env: webEnv() }, 'connect callback', clientNetwork(request.headers));
    claim = await claimFor(request, callback, wise);
  } catch (thrown) {
    return tryAgainSoon(request, asProblem(thrown));
  }
  if (claim.kind === 'claimed' && callback.kind === 'code') {
    await handOver(request, { attemptId: claim.attemptId, code: callback.code, profileId: claim.profileId });
  }
  return seeOther(`/connect/${wise.environment}/attempts/${pageOf(claim)}`);
}

/** Asking for the headers only must not spend the attempt; Next would answer it with GET. */
export function HEAD(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}

async function claimFor(request: Request, callback: Callback, wise: WiseAuthorise): Promise<Claim> {
  const customer = await customerFromRequest(request);
  return await claimAttempt(webDb(), callback, {
    customer,
    browserHash: browserHash(request.headers, webEnv()),
    wise,
  });
}

function pageOf(claim: Claim): string {
  switch (claim.kind) {
    case 'claimed':
    case 'ended':
      return claim.attemptId;
    case 'not_yours':
      return `not-yours-${claim.reference}`;
    case 'unknown_refusal':
      return `${claim.outcome === 'denied' ? 'denied' : 'wise-error'}-${claim.reference}`;
  }
}
