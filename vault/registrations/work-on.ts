import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { type Registration, readRegistration } from './read-registration';

const POLL_MS = 100;

/**
 * Brings a registration on while there is no connection: of two at once one works and the other waits for it, and then
 * works too, if there is something left to do.
 *
 * @returns how it stands after that, or, when somebody else works on for long, by then.
 * @throws AppError CONFLICT when it is gone, and what `advance` throws.
 */
export async function workOn(
  ctx: VaultContext,
  id: string,
  advance: (row: Registration) => Promise<void>,
): Promise<Registration> {
  const deadline = performance.now() + ctx.deadlines.vendWaitMs;
  for (;;) {
    const row = await mustRead(ctx, id);
    if (row.state !== 'reserved' && row.state !== 'created') return row;
    if (await claimWork(ctx, id)) return ctx.tasks.run('wise user', () => work(ctx, id, advance));
    if (performance.now() > deadline) return row;
    await sleep(POLL_MS);
  }
}

async function mustRead(ctx: VaultContext, id: string): Promise<Registration> {
  const row = await readRegistration(ctx, id);
  if (row === undefined) throw new AppError('CONFLICT', { log: 'the registration is gone' });
  return row;
}

/** Held for as long as sign-up, token call and checks may take; whoever died gives it up that late. */
async function claimWork({ database, deadlines }: VaultContext, id: string): Promise<boolean> {
  const claimed = await database.db.$executeRaw`
    UPDATE public.wise_registrations
       SET worker_until = now() + ${deadlines.leaseMs}::float8 * interval '1 millisecond'
     WHERE id = ${id}::uuid AND state IN ('reserved', 'created') AND coalesce(worker_until <= now(), true)`;
  return claimed === 1;
}

async function work(
  ctx: VaultContext,
  id: string,
  advance: (row: Registration) => Promise<void>,
): Promise<Registration> {
  try {
    await advance(await mustRead(ctx, id));
    return await mustRead(ctx, id);
  } finally {
    await ctx.database.db.$executeRaw`
      UPDATE public.wise_registrations SET worker_until = NULL WHERE id = ${id}::uuid`;
  }
}
