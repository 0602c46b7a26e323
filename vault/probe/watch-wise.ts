import { repeat, type Stop } from '#lib/jobs/repeat';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import type { WiseProbe } from '#vault/wise/probe';

/** One client, when it was probed, and what the log says of it already. */
type Watched = { client: WiseClient; isFine: boolean; probedAt: number; said: string };

/**
 * Probes Wise when a vault starts, once a day after that, and every few minutes while something is wrong. By each vault for
 * itself, because what it can reach is its own network's affair. Decides nothing but what the log, the alarm and staff's
 * page say: no pause and no circuit breaker hears of a probe.
 */
export function startWiseWatch(ctx: VaultContext): Stop {
  const watched = ctx.wise.all.map(
    (client): Watched => ({ client, isFine: false, probedAt: Number.NEGATIVE_INFINITY, said: '' }),
  );
  // a vault that stops does not wait for a Wise that hangs
  const stopping = new AbortController();
  const stop = repeat({
    work: () => Promise.all(watched.map((each) => look(ctx, each, stopping.signal))),
    everyMs: ctx.deadlines.wiseProbeAgainMs,
    onError: (error) => ctx.log.error({ err: error }, 'a probe of Wise failed'),
  });
  return () => {
    stopping.abort();
    return stop();
  };
}

async function look(ctx: VaultContext, watched: Watched, signal: AbortSignal): Promise<void> {
  const { client, isFine, probedAt } = watched;
  const { environment } = client.config;
  if (isFine && performance.now() - probedAt < ctx.deadlines.wiseProbeMs) return;
  // Wise limits us or refuses our client: another call would feed that
  if (ctx.pauses.leftMs(environment) > 0) return;
  const probe = await client.probe(signal);
  if (signal.aborted) return;
  watched.probedAt = performance.now();
  watched.isFine =
    probe.reach === 'answers' &&
    (probe.version === 'there' || probe.version === 'classic') &&
    probe.missing.length === 0;
  say(ctx, watched, probe);
  if (probe.version === 'gone') await tryRaiseAlarm(ctx, 'wise_version_gone', environment);
  else if (probe.version !== 'unknown') await tryClearAlarm(ctx, 'wise_version_gone', environment);
}

/** Once for each finding, not at each look. */
function say(ctx: VaultContext, watched: Watched, { reach, version, missing }: WiseProbe): void {
  const said = JSON.stringify([reach, version, missing]);
  if (watched.said === said) return;
  watched.said = said;
  const { environment, apiUrl, apiVersion } = watched.client.config;
  const facts = { environment, host: new URL(apiUrl).host, apiVersion: apiVersion || 'classic' };
  if (reach !== 'answers') ctx.log.warn({ ...facts, reach }, 'Wise cannot be reached');
  else if (version === 'gone') ctx.log.warn(facts, 'the API version is gone at Wise');
  else if (missing.length > 0)
    ctx.log.warn({ ...facts, paths: missing }, 'paths that we call are gone at Wise');
  else if (version === 'unknown') ctx.log.warn(facts, 'Wise does not say whether it has the API version');
  else ctx.log.info(facts, 'Wise answers');
}
