import { repeat, type Stop } from '#lib/jobs/repeat';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { SecretFiles } from './secret-files';

/**
 * Looks after our own client secrets: asks Wise about them every `canaryMs`, more often while it refuses them, and at once
 * when a file of theirs changes. That is the health of our credentials also while nobody connects or refreshes
 * (design 4.14). Runs in every vault process, once `Credentials.watch` has taken up the secret that was in use before.
 */
export function startCredentialWatch(ctx: VaultContext): Stop {
  const files = new SecretFiles(ctx.wise.all, ctx.log);
  const onError = (error: unknown) => ctx.log.error({ err: error }, 'looking at the client secrets failed');
  const stops = [
    ...ctx.wise.all.map((client) => watchClient(ctx, client, onError)),
    repeat({
      work: () => Promise.all(files.read().map((client) => ctx.credentials.look(client))),
      everyMs: ctx.deadlines.secretFilesMs,
      onError,
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function watchClient(ctx: VaultContext, client: WiseClient, onError: (error: unknown) => void): Stop {
  const { canaryMs, canaryRefusedMs } = ctx.deadlines;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return repeat({
    work: async () => {
      const isHealthy = ['works', 'unknown'].includes(ctx.credentials.standing(client));
      if (performance.now() - lookedAt < (isHealthy ? canaryMs : canaryRefusedMs)) return;
      lookedAt = performance.now();
      await ctx.credentials.look(client);
    },
    everyMs: Math.min(canaryMs, canaryRefusedMs) / 5,
    onError,
  });
}
