import { type FaultKind, factsOfKind, readGroundTruth } from 'wise-emulator';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { FAULT_ROWS, type FaultRow } from './fault-rows';
import { Harness } from './harness';

/** An answer comes when it comes: no deadline of ours decides, however busy the machine is. */
const PATIENT = {
  tokenCallMs: 20_000,
  apiCallMs: 20_000,
  leaseMs: 60_000,
  sendWithinMs: 20_000,
  lateEffectMs: 250,
  uncertainPauseMs: 250,
  promoteRetryMs: 100,
};
/** For answers that never come. */
const BRISK = { ...PATIENT, tokenCallMs: 300, apiCallMs: 300 };

/** One vault for answers and one for silence, with everything that they log at hand. */
export type FaultHarness = {
  harness: Harness;
  patient: VaultContext;
  /** The vault whose deadlines fit the row. */
  for(row: Pick<FaultRow, 'isEndless'>): VaultContext;
  /** Secrets of this Wise user that stand in the log: must be empty. */
  leakedOf(userId: string): Promise<string[]>;
  /** The access tokens of this Wise user that the emulator accepts now. */
  liveOf(userId: string): Promise<string[]>;
};

export async function startFaultHarness(): Promise<FaultHarness> {
  const harness = await Harness.start();
  const lines: string[] = [];
  const log = createLogger('test', 'debug', { write: (line) => lines.push(line) });
  const patient = harness.vault({ deadlines: PATIENT, log });
  const brisk = harness.vault({ deadlines: BRISK, log });
  // the first request of a process prepares undici, which is not what a deadline of 300 ms is about
  for (const vault of [patient, brisk]) await vault.wise.all.at(0)?.me(new Secret('nobody'));
  const truthOf = async (userId: string) => {
    const facts = await readGroundTruth(harness.emulator.url);
    return facts.filter((fact) => 'userId' in fact && fact.userId === userId);
  };
  return {
    harness,
    patient,
    for: ({ isEndless = false }) => (isEndless ? brisk : patient),
    leakedOf: async (userId) => {
      const text = lines.join('');
      const facts = await truthOf(userId);
      const secrets = facts.flatMap((fact) => [
        'accessToken' in fact && fact.accessToken,
        'refreshToken' in fact && fact.refreshToken,
        'code' in fact && fact.code,
      ]);
      return secrets.filter((secret) => typeof secret === 'string').filter((secret) => text.includes(secret));
    },
    liveOf: async (userId) =>
      factsOfKind(await truthOf(userId), 'live')
        .filter(({ accessLive }) => accessLive)
        .map(({ accessToken }) => accessToken),
  };
}

/** Every row with its kind, as `it.each` takes them. */
export function faultCases(): [kind: FaultKind, what: string, row: FaultRow][] {
  const kinds = Object.entries(FAULT_ROWS) as [FaultKind, FaultRow[]][];
  return kinds.flatMap(([kind, rows]) =>
    rows.map((row): [FaultKind, string, FaultRow] => [kind, row.what, row]),
  );
}
