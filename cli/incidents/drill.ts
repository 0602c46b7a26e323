import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Actor } from '#lib/audit/append';
import { CONCLUDED_STEPS, type IncidentResult, RELEASE_PERCENTS } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import type { Secret } from '#lib/log/secret';
import { EXPORT_PURPOSE } from '#vault/audit/export-lines';
import { closeIncident } from '#vault/incidents/close-incident';
import { lockOpen, type OpenIncident, readReport, readSteps } from '#vault/incidents/incident-row';
import { placeDrill } from '#vault/incidents/place-incident';
import { releaseIncident } from '#vault/incidents/release-incident';
import { conclude, startRefresh } from '#vault/incidents/take-step';
import { signingKey } from '#vault/keys/signing-key';
import type { VaultContext } from '#vault/runtime/context';
import { verifyReport } from '../verify-incident-report.mjs';
import { anyConnection, askForToken } from './partner';

type Ask = { url: string; key: Secret; operator: string; file: string | undefined };
type Drilled = { lines: string[]; isPassed: boolean };

const REASON = 'A drill of the command line.';
/** Of the refresh of all grants, which goes as fast as Wise allows. */
const PATIENCE_MS = 120_000;

/** Walks an incident on the sandbox through, and says of each step what was seen through the partner API. */
export async function drill(ctx: VaultContext, { url, key, operator, file }: Ask): Promise<Drilled> {
  const lines: string[] = [];
  const check = (isRight: boolean, what: string) => {
    lines.push(`${isRight ? 'ok    ' : 'FAILED'}  ${what}`);
    return isRight;
  };
  const actor: Actor = { kind: 'operator', id: operator };
  const connection = await anyConnection(ctx);
  if (connection === undefined)
    return {
      lines: [
        `No connection is active in the sandbox. Connect one at ${ctx.env.APP_URL ?? 'your address of web'}/dashboard first.`,
      ],
      isPassed: false,
    };
  const ask = () => askForToken({ url, key }, connection);
  const before = await ask();
  if (before.kind === 'refused') return { lines: [whyNotBegun(before.code)], isPassed: false };
  check(true, 'before: a token is issued');
  const id = await inTransaction(ctx, (tx) => placeDrill(tx, actor, REASON));
  // somebody placed a hold meanwhile
  if (id === undefined) return { lines: [whyNotBegun('ACCESS_ON_HOLD')], isPassed: false };
  const held = await ask();
  check(
    held.kind === 'refused' && held.code === 'ACCESS_ON_HOLD',
    'hold: the next request is refused (423 ACCESS_ON_HOLD)',
  );
  await act(ctx, id, (tx, incident) => startRefresh(tx, actor, incident));
  check(await untilRefreshed(ctx, id), 'refresh: every connection in scope was refreshed once');
  check((await releaseIn(ctx, actor, id, '10')) === 'steps_open', 'release: refused while a step is open');
  for (const step of CONCLUDED_STEPS.filter((each) => each !== 'refresh'))
    await act(ctx, id, (tx, incident) =>
      conclude(ctx, tx, actor, { incident, act: { act: 'conclude', step, as: 'not_needed', proof: REASON } }),
    );
  for (const percent of RELEASE_PERCENTS)
    check((await releaseIn(ctx, actor, id, percent)) === 'done', `release: ${percent} %`);
  const after = await ask();
  const isOther = after.kind === 'token' && before.token !== after.token;
  check(isOther, 'after: a token is issued again, and it is another one');
  const closed = await act(ctx, id, (tx, incident) => closeIncident(ctx, tx, actor, incident, REASON));
  check(closed === 'done', 'closed: the report is signed');
  await checkReport(ctx, id, { check, file });
  const isPassed = lines.every((line) => line.startsWith('ok'));
  return { lines: [...lines, isPassed ? 'The drill passed.' : 'The drill failed.'], isPassed };
}

function whyNotBegun(code: string): string {
  return code === 'ACCESS_ON_HOLD'
    ? 'The sandbox is on hold, or an incident on it is open (npm run holds -- list). A drill could release that; nothing was changed.'
    : `The partner API issues no token for a connection in the sandbox now (${code}), so a drill would show nothing; nothing was changed.`;
}

type Check = (isRight: boolean, what: string) => boolean;

async function checkReport(
  { database, ring }: VaultContext,
  id: string,
  { check, file }: { check: Check; file: string | undefined },
): Promise<void> {
  const report = Buffer.from((await readReport(database.db, id)) ?? '', 'utf8');
  const { publicKey } = signingKey(ring, EXPORT_PURPOSE);
  check(problemOf(report, publicKey) === undefined, 'report: it verifies');
  const changed = Buffer.from(report);
  const at = Math.floor(changed.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 1;
  const problem = problemOf(changed, publicKey);
  check(problem !== undefined, `report: one changed byte in it is found: ${problem}`);
  if (file !== undefined) await writeFile(file, report);
}

function problemOf(report: Buffer, publicKey: string): string | undefined {
  try {
    verifyReport(report, publicKey);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const inTransaction = <Result>({ database }: VaultContext, work: (tx: Tx) => Promise<Result>) =>
  database.db.$transaction(work);

function act(
  ctx: VaultContext,
  id: string,
  work: (tx: Tx, incident: OpenIncident) => Promise<IncidentResult>,
): Promise<IncidentResult> {
  return inTransaction(ctx, async (tx) => {
    const incident = await lockOpen(tx, id);
    return incident === undefined ? 'closed' : work(tx, incident);
  });
}

const releaseIn = (ctx: VaultContext, actor: Actor, id: string, percent: (typeof RELEASE_PERCENTS)[number]) =>
  act(ctx, id, (tx, incident) => releaseIncident(tx, actor, incident, { percent, reason: REASON }));

/** The vault that runs does it; this looks. */
async function untilRefreshed({ database }: VaultContext, id: string): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const steps = await readSteps(database.db, id);
    if (steps.some(({ step, state }) => step === 'refresh' && state === 'done')) return true;
    await wait(500);
  }
  return false;
}
