import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'undici';
import { listHolds } from '#vault/holds/hold-row';
import { placeHold } from '#vault/holds/place-hold';
import { releaseHold } from '#vault/holds/release-hold';
import { percentile } from './percentile';
import type { Stack } from './stack';

const CALLERS = 32;
const RUNS = 20;
const BEFORE_MS = 500;
const AFTER_MS = 500;

const actor = { kind: 'operator', id: 'bench' } as const;

type Seen = { vended: number; refused: number; late: number; lateVended: number };

/**
 * A hold on everything, while callers ask the first vault for tokens without a pause: from the act to its acknowledgement. Every
 * answer to a question that was sent after the acknowledgement is looked at.
 *
 * @throws when a token was issued after it
 */
export async function measureHold(stack: Stack, ids: readonly string[]): Promise<void> {
  const { db } = stack.own.database;
  const pool = stack.connect(stack.url, CALLERS);
  const acknowledged: number[] = [];
  const all: Seen = { vended: 0, refused: 0, late: 0, lateVended: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const state = { isAcknowledged: false, isOver: false };
    const asking = Array.from({ length: CALLERS }, (_, n) =>
      caller(pool, stack.authorization, (turn) => ids[(n * 7_919 + turn) % ids.length] ?? '', state),
    );
    await sleep(BEFORE_MS);
    const began = performance.now();
    const placed = await db.$transaction((tx) =>
      placeHold(tx, { target: { scope: 'everything' }, reason: 'bench', actor }),
    );
    acknowledged.push(performance.now() - began);
    state.isAcknowledged = true;
    if (placed !== 'placed') throw new Error(`the hold was not placed: ${placed}`);
    await sleep(AFTER_MS);
    state.isOver = true;
    for (const seen of await Promise.all(asking))
      for (const key of ['vended', 'refused', 'late', 'lateVended'] as const) all[key] += seen[key];
    const inForce = (await listHolds(db, 1)).find(({ releasedAt }) => releasedAt === null);
    await db.$transaction((tx) => releaseHold(tx, { id: inForce?.id ?? '', reason: 'bench', actor }));
  }
  const at = (share: number) => percentile(acknowledged, share).toFixed(1);
  console.log(
    `hold on everything, ${RUNS} times beside ${CALLERS} callers: acknowledged after ${at(0.5)} ms (p50), ${at(0.95)} (p95), ${at(1)} (the latest); ` +
      `${all.vended} vends before, ${all.late} asked after an acknowledgement, of which ${all.lateVended} succeeded`,
  );
  if (all.lateVended > 0) throw new Error('a vend succeeded that began after the acknowledgement');
}

async function caller(
  pool: Pool,
  authorization: string,
  idOf: (turn: number) => string,
  state: { isAcknowledged: boolean; isOver: boolean },
): Promise<Seen> {
  const seen: Seen = { vended: 0, refused: 0, late: 0, lateVended: 0 };
  for (let turn = 0; !state.isOver; turn += 1) {
    const isLate = state.isAcknowledged;
    const path = `/v1/connections/${idOf(turn)}/access-token`;
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { authorization } });
    const text = await body.text();
    const isVended = statusCode === 200;
    if (!isVended && !text.includes('ACCESS_ON_HOLD'))
      throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`);
    if (isVended) seen.vended += 1;
    else seen.refused += 1;
    if (isLate) seen.late += 1;
    if (isLate && isVended) seen.lateVended += 1;
  }
  return seen;
}
