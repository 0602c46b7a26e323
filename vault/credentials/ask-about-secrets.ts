import type { Secret } from '#lib/log/secret';
import { limitedPauseMs } from '#vault/limits/apply-backoff';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { type Decision, decideSecret, type Verdict } from './decide-secret';
import { fingerprintOf } from './fingerprint';

/** What a process knows of one client's secrets. Times are monotonic milliseconds. */
export type SecretsOfClient = {
  readonly client: WiseClient;
  standing: 'unknown' | 'works' | 'suspect' | 'refused';
  /** When Wise was last asked and took the secret in use. */
  provedAt: number;
  suspectSince: number;
  /** Refused calls that carried the secret in use, and how many of them a look has judged. */
  refusals: number;
  judgedRefusals: number;
  /** Since when each has worked, by fingerprint. */
  worksSince: Map<string, number>;
  /** The secret that the database knows as the one in use. */
  recorded: string | undefined;
};

/** One client-credentials call for each secret, and what follows from the answers. */
export async function askAboutSecrets(
  ctx: Pick<VaultContext, 'log' | 'deadlines' | 'pauses'>,
  state: SecretsOfClient,
  now: () => number,
): Promise<{ decision: Decision | undefined; verdicts: Record<string, Verdict> }> {
  const { client, worksSince } = state;
  const verdicts = await askAboutEach(ctx, client);
  const candidates = [];
  for (const secret of client.secrets.candidates()) {
    const fingerprint = fingerprintOf(client.config, secret);
    const verdict = verdicts[fingerprint] ?? 'unanswered';
    if (verdict !== 'works') worksSince.delete(fingerprint);
    else if (!worksSince.has(fingerprint)) worksSince.set(fingerprint, now());
    const worksForMs = now() - (worksSince.get(fingerprint) ?? now());
    candidates.push({ secret, verdict, worksForMs, isInUse: client.secrets.isInUse(secret) });
  }
  return { decision: decideSecret(candidates, ctx.deadlines.secretSettleMs), verdicts };
}

/** What Wise makes of each secret of a client now, by fingerprint. Decides nothing. */
export async function askAboutEach(
  ctx: Pick<VaultContext, 'log' | 'deadlines' | 'pauses'>,
  client: WiseClient,
): Promise<Record<string, Verdict>> {
  const verdicts: Record<string, Verdict> = {};
  for (const secret of client.secrets.candidates())
    verdicts[fingerprintOf(client.config, secret)] = await ask(ctx, client, secret);
  return verdicts;
}

async function ask(
  ctx: Pick<VaultContext, 'log' | 'deadlines' | 'pauses'>,
  client: WiseClient,
  secret: Secret,
): Promise<Verdict> {
  const outcome = await client.applicationToken({ secret });
  if (outcome.kind === 'rate_limited')
    ctx.pauses.pause(client.config.environment, limitedPauseMs(ctx, outcome), ctx.deadlines.trialMs);
  return verdictOf(outcome);
}

function verdictOf({ kind }: TokenOutcome): Verdict {
  if (kind === 'tokens') return 'works';
  return kind === 'client_refused' ? 'refused' : 'unanswered';
}
