import type { Stop } from '#lib/jobs/repeat';
import { openRingKeys } from '#vault/ring-keys/watch-ring';
import type { VaultContext } from '#vault/runtime/context';

/** Opens a vault's ring keys and watches over them, as after a start. */
export async function startRingKeys(ctx: VaultContext): Promise<Stop> {
  const ringKeys = await openRingKeys(ctx);
  ringKeys.watch();
  return ringKeys.stop;
}
