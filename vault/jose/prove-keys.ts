import type { VaultAlarm } from '#lib/contract/notifications';
import { ENVIRONMENTS } from '#lib/env/wise';
import { repeat, type Stop } from '#lib/jobs/repeat';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import type { JoseMethod } from '#vault/env/jose-settings';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import type { OwnKey } from './import-keys';
import { activeKey, type JoseParty } from './jose';
import { type Trial, type TrialOutcome, trialsFor, tryPlayground } from './playground';

/** In a row: one refusal may be a moment's fault at Wise. */
const REFUSALS_UNTIL_ALARM = 2;
/** Wise's own first reminder (docs/wise.md 10). */
const WARN_BEFORE_END_MS = 28 * 86_400_000;

const ALARMS = ['jose_key_refused', 'jose_key_expiring'] as const satisfies readonly VaultAlarm[];

export type ProofContext = Pick<
  VaultContext,
  'applicationTokens' | 'database' | 'deadlines' | 'jose' | 'log' | 'wise'
>;

/** What one client's proofs came to so far. */
type Standing = { refusals: number; isRaised: Partial<Record<VaultAlarm, boolean>> };

/**
 * While a rule seals calls: proves the keys in use at the playground, so that a key lost at Wise is known before a payment
 * needs it, and lets a next key take over once Wise answers it. Marks no connection: a key is nobody's consent.
 */
export function startProvingJoseKeys(ctx: ProofContext): Stop {
  const standings = new Map<WiseClient, Standing>();
  const switchedOff = new Set(ENVIRONMENTS.filter((environment) => !ctx.wise.hasEnvironment(environment)));
  return repeat({
    everyMs: ctx.deadlines.joseProofMs,
    work: async () => {
      for (const environment of switchedOff) {
        for (const alarm of ALARMS) await tryClearAlarm(ctx, alarm, environment);
        switchedOff.delete(environment);
      }
      // side by side: a silent environment must not delay another one's alarm
      await Promise.all(
        ctx.wise.all.map((client) => {
          const standing = standings.get(client) ?? { refusals: 0, isRaised: {} };
          standings.set(client, standing);
          return proveKeys(ctx, client, standing);
        }),
      );
    },
    onError: (error) => ctx.log.error({ err: error }, 'jose: the keys could not be proved'),
  });
}

async function proveKeys(ctx: ProofContext, client: WiseClient, standing: Standing): Promise<void> {
  const party = ctx.jose.of(client);
  const methods = methodsInUse(party);
  if (methods.length === 0) {
    for (const alarm of ALARMS) await tell(ctx, client, standing, alarm, false);
    return;
  }
  const { signing, encryption } = await party.keys();
  await proveNext(ctx, client, party, [signing[1], encryption[1]]);
  const used = { signing: activeKey(party, signing), encryption: activeKey(party, encryption) };
  const outcome = await firstRefusal(ctx, client, trialsInUse(methods, used));
  standing.refusals = countRefusals(standing.refusals, outcome);
  if (outcome.kind === 'refused') {
    const { environment } = client.config;
    ctx.log.warn({ environment, why: outcome.why, inARow: standing.refusals }, 'jose: a key was not proved');
  }
  if (standing.refusals >= REFUSALS_UNTIL_ALARM) fallBack(party);
  const isLost = standing.refusals >= REFUSALS_UNTIL_ALARM;
  if (isLost || standing.refusals === 0) await tell(ctx, client, standing, 'jose_key_refused', isLost);
  const isEnding = [used.signing, used.encryption].some((key) => key !== undefined && endsSoon(key));
  await tell(ctx, client, standing, 'jose_key_expiring', isEnding);
}

function methodsInUse({ settings }: JoseParty): JoseMethod[] {
  return [...new Set(settings.rules.flatMap(({ mode, method }) => (mode === 'off' ? [] : [method])))];
}

/** As few calls as prove what is in use: signed and encrypted together where both are. */
function trialsInUse(
  methods: readonly JoseMethod[],
  used: Partial<Record<'signing' | 'encryption', OwnKey | undefined>>,
) {
  const isSigned = methods.some((method) => method !== 'jwe');
  const isEncrypted = methods.some((method) => method !== 'jws');
  const wanted = isSigned && isEncrypted ? 'jwsjwe POST' : isSigned ? 'jws POST' : 'jwe POST';
  return trialsFor(used.signing, used.encryption).filter(({ name }) => name === wanted);
}

async function firstRefusal(
  ctx: ProofContext,
  client: WiseClient,
  trials: readonly Trial[],
): Promise<TrialOutcome> {
  for (const trial of trials) {
    const outcome = await tryPlayground(ctx, client, trial);
    if (outcome.kind !== 'proved') return outcome;
  }
  return { kind: 'proved' };
}

/** A next key takes over when a call with it alone succeeds. */
async function proveNext(
  ctx: ProofContext,
  client: WiseClient,
  { proven }: JoseParty,
  [signing, encryption]: readonly (OwnKey | undefined)[],
): Promise<void> {
  const trials = trialsFor(signing, encryption);
  const pairs = [
    { key: signing, name: 'jws POST' },
    { key: encryption, name: 'jwe POST' },
  ];
  for (const { key, name } of pairs) {
    const trial = trials.find((each) => each.name === name);
    if (key === undefined || trial === undefined || proven.has(key.kid)) continue;
    const { kind } = await tryPlayground(ctx, client, trial);
    if (kind !== 'proved') continue;
    proven.add(key.kid);
    const { environment } = client.config;
    ctx.log.info({ environment, kid: key.kid, use: key.use }, 'jose: the next key has taken over');
  }
}

/** A next key that Wise no longer takes leaves its place to the one before; it may prove itself again. */
function fallBack({ proven }: JoseParty): void {
  proven.clear();
}

function countRefusals(before: number, { kind }: TrialOutcome): number {
  if (kind === 'proved') return 0;
  return kind === 'refused' ? before + 1 : before;
}

function endsSoon({ notAfter }: OwnKey): boolean {
  return notAfter !== null && notAfter.getTime() - Date.now() < WARN_BEFORE_END_MS;
}

/** Raised again as long as it stands; cleared once when it is over, or at the first proof after a start. */
async function tell(
  ctx: ProofContext,
  { config: { environment } }: WiseClient,
  { isRaised }: Standing,
  alarm: VaultAlarm,
  isOn: boolean,
): Promise<void> {
  if (isOn) await tryRaiseAlarm(ctx, alarm, environment);
  else if (isRaised[alarm] !== false) await tryClearAlarm(ctx, alarm, environment);
  isRaised[alarm] = isOn;
}
