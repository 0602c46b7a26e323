import type { EndpointAct, EndpointResult, ReplayHours } from '#lib/contract/endpoint-acts';
import { MAX_REPLAYED } from '#lib/contract/event-endpoints';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed } from '#lib/contract/people';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller, holdRole, type StaffCaller } from '#vault/step-up/staff-caller';
import { type Asker, findEndpoint, sendTest } from './endpoints';
import { lockEndpoint } from './fan-out';
import { givePositions, lockPositions } from './give-positions';
import { replayEvents } from './replay';
import { disable, enable } from './switch-endpoint';

type Ask = { session: SessionClaim; act: EndpointAct; stepUp?: StepUp | undefined };

/** How far a round got. `more`: what it did is committed, and the next begins behind `after`. */
type Round = { result: EndpointResult | 'more'; after?: string };

/**
 * What staff do with an endpoint for events. Events are sent again in rounds, each committed on its own, for there may be more
 * than one transaction should hold: an endpoint is enabled with the last round, so that nothing overtakes what it missed.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, NOT_FOUND
 */
export async function actOnEndpoint(
  ctx: VaultContext,
  { session, act, stepUp }: Ask,
): Promise<EndpointResult> {
  const caller = await findStaffCaller(ctx, session);
  const asker: Asker = { actor: caller.actor, detail: {}, environment: null };
  // what was committed before is placed: events of the last half second are sent again, or were not meant for it
  await givePositions(ctx.database);
  let after: string | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const round = await ctx.database.db.$transaction(async (tx) => {
      if (isFirst) await authorise(ctx, tx, caller, act, stepUp);
      return carryOut(tx, asker, act, after);
    });
    if (round.result === 'more') {
      after = round.after;
      continue;
    }
    ctx.log.info(
      { act: act.act, result: round.result, endpointId: act.endpointId },
      'staff acted on an endpoint',
    );
    return round.result;
  }
}

async function authorise(
  ctx: VaultContext,
  tx: Tx,
  caller: StaffCaller,
  act: EndpointAct,
  stepUp: StepUp | undefined,
): Promise<void> {
  if (act.act === 'event_endpoint.enable' || act.act === 'event_endpoint.disable') {
    await spendStepUp(ctx, tx, caller, act, stepUp);
    return;
  }
  const role = await holdRole(tx, caller);
  if (!isAllowed(role, 'manage_events'))
    throw new AppError('FORBIDDEN', { log: `${role} may not ${act.act}` });
}

async function carryOut(tx: Tx, asker: Asker, act: EndpointAct, after: string | undefined): Promise<Round> {
  const id = act.endpointId;
  switch (act.act) {
    case 'event_endpoint.test':
      if ((await findEndpoint(tx, id, asker)).disabledAt !== null) return { result: 'disabled_now' };
      await sendTest(tx, asker, id);
      return { result: 'tested' };
    case 'event_endpoint.send_again': {
      const until = act.position;
      const range = { id, after: String(BigInt(until) - 1n), until };
      const { count } = await replayEvents(tx, asker, range);
      return { result: count === 0 ? 'none' : 'sent_again' };
    }
    case 'event_endpoint.replay': {
      const from = after ?? (await positionBefore(tx, act.hours));
      return from === undefined ? { result: 'none' } : replayRound(tx, asker, id, from);
    }
    case 'event_endpoint.disable': {
      await lockEndpoint(tx, id);
      const endpoint = await findEndpoint(tx, id, asker);
      if (endpoint.disabledAt !== null) return { result: 'unchanged' };
      await disable(tx, asker, endpoint, 'staff');
      return { result: 'disabled' };
    }
    case 'event_endpoint.enable':
      return enableRound(tx, asker, id, { begin: act.begin, after });
  }
}

async function replayRound(tx: Tx, asker: Asker, id: string, after: string): Promise<Round> {
  const { count, lastPosition } = await replayEvents(tx, asker, { id, after });
  if (count === MAX_REPLAYED && lastPosition !== null) return { result: 'more', after: lastPosition };
  return { result: count === 0 ? 'none' : 'sent_again' };
}

/**
 * A position before those of all events of the last `hours`; undefined: there were none. It is the lowest of several, less one:
 * places are given by commit, so of events at about the same time the first may have a later place than the others.
 */
async function positionBefore(tx: Tx, hours: ReplayHours): Promise<string | undefined> {
  const [first] = await tx.$queryRaw<{ before: string | null }[]>`
    SELECT (min(position) - 1)::text AS before FROM (
      SELECT position FROM vault.events
      WHERE created_at >= now() - ${Number(hours)}::int * interval '1 hour' AND position IS NOT NULL
      ORDER BY created_at LIMIT ${MAX_REPLAYED}::integer) AS earliest`;
  return first?.before ?? undefined;
}

type Begin = { begin: 'missed' | 'now'; after: string | undefined };

async function enableRound(tx: Tx, asker: Asker, id: string, { begin, after }: Begin): Promise<Round> {
  // nobody may give a place, and find it disabled, between what it missed and its being enabled
  await lockPositions(tx);
  await lockEndpoint(tx, id);
  const endpoint = await findEndpoint(tx, id, asker);
  if (endpoint.disabledAt === null) return { result: 'unchanged' };
  if (begin === 'missed') {
    const round = await replayRound(tx, asker, id, after ?? endpoint.disabledAfter ?? '0');
    if (round.result === 'more') return round;
  }
  await enable(tx, asker, endpoint);
  return { result: 'enabled' };
}
