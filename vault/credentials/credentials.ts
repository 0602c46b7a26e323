import type { Secret } from '#lib/log/secret';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import { createSingleFlight } from '#vault/runtime/single-flight';
import { within } from '#vault/runtime/within';
import type { WiseClient } from '#vault/wise/client';
import { askAboutSecrets, type SecretsOfClient } from './ask-about-secrets';
import { fingerprintOf } from './fingerprint';
import { readUsedFingerprint, recordUse, recordVerdicts } from './record-check';

/**
 * `unknown`: Wise has not been asked, or its last word is too old to matter. `suspect`: a call was refused, and Wise has
 * not said yet what that means. `refused`: no secret of ours works.
 */
export type Standing = 'unknown' | 'works' | 'suspect' | 'refused';

/** What this process knows of its own client secrets. It learns it by client-credentials calls alone (design 4.14). */
export type Credentials = {
  standing(client: WiseClient): Standing;
  /**
   * Whether a code may go out with the secret in use: asks Wise when its last word is too old, for `secretProofWaitMs` at
   * most. `unknown` when nobody watches the secrets, or Wise said nothing about them.
   */
  prove(client: WiseClient): Promise<Standing>;
  /** A call that carried this secret was refused. False when nobody watches: then the caller pauses and alarms. */
  takeRefusal(client: WiseClient, secret: Secret): Promise<boolean>;
  /** Asks Wise about every secret of the client, and decides. Calls at the same time share one look. */
  look(client: WiseClient): Promise<Standing>;
  /** From now on somebody looks again and again; takes up the secret that was in use before. */
  watch(clients: readonly WiseClient[]): Promise<void>;
};

type Base = Pick<VaultContext, 'log' | 'database' | 'deadlines' | 'pauses'>;

/** @param now monotonic milliseconds. */
export function createCredentials(ctx: Base, now: () => number = () => performance.now()): Credentials {
  const known = new Map<string, SecretsOfClient>();
  const looks = createSingleFlight<Standing>();
  let isWatched = false;
  const keyOf = ({ config }: WiseClient) => `${config.environment} ${config.clientId}`;

  function of(client: WiseClient): SecretsOfClient {
    const found = known.get(keyOf(client));
    if (found !== undefined) return found;
    const made: SecretsOfClient = {
      client,
      ...{ standing: 'unknown', provedAt: Number.NEGATIVE_INFINITY, suspectSince: 0 },
      ...{ refusals: 0, judgedRefusals: 0 },
      ...{ worksSince: new Map(), recorded: undefined },
    };
    known.set(keyOf(client), made);
    return made;
  }

  const look = (client: WiseClient) => looks.run(keyOf(client), () => lookOnce(ctx, of(client), now));

  function standing(client: WiseClient): Standing {
    const state = of(client);
    // Nobody could tell for so long: a call may try.
    const isOver = state.suspectSince + ctx.deadlines.clientRefusedPauseMs < now();
    return state.standing === 'suspect' && isOver ? 'unknown' : state.standing;
  }

  const lookedWithin = (looking: Promise<unknown>) =>
    within(
      looking.catch(() => undefined),
      ctx.deadlines.secretProofWaitMs,
      undefined,
    );

  return {
    look,
    standing,
    prove: async (client) => {
      if (!isWatched) return 'unknown';
      // The watch asks again soon; every waiting code would do so as well.
      if (standing(client) === 'refused') return 'refused';
      const isFresh = of(client).provedAt + ctx.deadlines.secretProofMs > now();
      if (standing(client) === 'works' && isFresh) return 'works';
      await lookedWithin(look(client));
      return standing(client);
    },
    takeRefusal: async (client, secret) => {
      const state = of(client);
      if (!isWatched) return false;
      // It was sent before another secret took over.
      if (!client.secrets.isInUse(secret)) return true;
      ctx.pauses.pause(client.config.environment, ctx.deadlines.clientRefusedPauseMs);
      if (state.standing !== 'refused') Object.assign(state, { standing: 'suspect', suspectSince: now() });
      state.refusals += 1;
      // A look that was under way may have asked before Wise began to refuse.
      const judged = look(client).then(() => (isContested(state) ? look(client) : undefined));
      await lookedWithin(judged);
      return true;
    },
    watch: async (clients) => {
      isWatched = true;
      for (const client of clients) await takeUpFormer(ctx, client);
    },
  };
}

/** Restarted between two secrets, of which one is dead by now: begins with the one that worked. */
async function takeUpFormer(ctx: Base, client: WiseClient): Promise<void> {
  const used = await readUsedFingerprint(ctx, client.config).catch((error: unknown) => {
    ctx.log.warn({ err: error }, 'which client secret was in use could not be read');
    return undefined;
  });
  const secret = client.secrets.candidates().find((each) => fingerprintOf(client.config, each) === used);
  if (secret !== undefined) client.secrets.use(secret);
}

/** Calls were refused since the last look began. */
const isContested = (state: SecretsOfClient): boolean => state.refusals > state.judgedRefusals;

async function lookOnce(ctx: Base, state: SecretsOfClient, now: () => number): Promise<Standing> {
  const { client } = state;
  const askedAt = now();
  const before = { standing: state.standing, isContested: isContested(state), refusals: state.refusals };
  const { decision, verdicts } = await askAboutSecrets(ctx, state, now);
  const isSwitched = decision !== undefined && takeOver(ctx, client, decision.secret);
  state.judgedRefusals = before.refusals;
  switch (decision?.standing) {
    case 'works':
      state.provedAt = askedAt;
      // Refused while we asked: the next look says what that means.
      state.standing = isContested(state) && !isSwitched ? 'suspect' : 'works';
      await tellOfWorking(ctx, client, { ...before, isSwitched, askedMsAgo: now() - askedAt });
      break;
    case 'refused':
      state.standing = 'refused';
      // The looks go on; every other call would be refused too.
      ctx.pauses.pause(client.config.environment, ctx.deadlines.canaryRefusedMs * 3);
      await tryRaiseAlarm(ctx, 'wise_client_refused', client.config.environment);
      break;
    case 'suspect':
      Object.assign(state, { standing: 'suspect', suspectSince: askedAt });
      await tryRaiseAlarm(ctx, 'wise_client_refused', client.config.environment);
      break;
    default:
      if (before.isContested) await tryRaiseAlarm(ctx, 'wise_client_refused', client.config.environment);
  }
  await record(ctx, state, verdicts);
  return state.standing;
}

function takeOver(ctx: Base, { config, secrets }: WiseClient, secret: Secret): boolean {
  if (secrets.isInUse(secret)) return false;
  secrets.use(secret);
  const { environment, clientId } = config;
  ctx.log.warn({ environment, clientId, slot: secrets.slotOf(secret) }, 'another client secret is in use');
  return true;
}

async function tellOfWorking(
  ctx: Base,
  { config: { environment } }: WiseClient,
  was: { standing: Standing; isContested: boolean; isSwitched: boolean; askedMsAgo: number },
): Promise<void> {
  if (was.isSwitched || was.standing === 'refused') {
    ctx.pauses.end(environment, performance.now());
    await tryClearAlarm(ctx, 'wise_client_refused', environment, was.askedMsAgo);
  } else if (was.isContested) {
    // Refused though Wise takes the very secret: something is wrong that another secret does not mend.
    await tryRaiseAlarm(ctx, 'wise_client_refused', environment);
  } else if (was.standing !== 'works') {
    await tryClearAlarm(ctx, 'wise_client_refused', environment, was.askedMsAgo);
  } else {
    await tryClearAlarm(ctx, 'wise_client_refused', environment, 3 * ctx.deadlines.canaryMs);
  }
}

/** What people are shown must not decide what works: a database that is away costs a line in the log. */
async function record(
  ctx: Base,
  state: SecretsOfClient,
  verdicts: Readonly<Record<string, 'works' | 'refused' | 'unanswered'>>,
): Promise<void> {
  const { client, standing, recorded } = state;
  const secret = client.secrets.inUse();
  const fingerprint = fingerprintOf(client.config, secret);
  try {
    if (standing === 'works' && recorded !== fingerprint) {
      await recordUse(ctx, client.config, { fingerprint, slot: client.secrets.slotOf(secret) });
      state.recorded = fingerprint;
    }
    await recordVerdicts(ctx, client.config, verdicts);
  } catch (error) {
    ctx.log.warn({ err: error }, 'what was found out of the client secrets could not be recorded');
  }
}
