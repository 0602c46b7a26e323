import type { WEB_WAITS } from '#lib/contract/internal-api';

/** Its type alone: every schema of the internal API stands beside it, and a start would wait for them (decision 106). */
const WEB_WAITS_MS: (typeof WEB_WAITS)['answerMs'] = 25_000;

/**
 * Every wait of the vault, in milliseconds, in one place, because they only make sense together: a holder sends soon
 * after its claim and has stopped before its lease ends; and whoever uses a refresh token after somebody else counts
 * from when that one was really sent, until it can no longer act at Wise (`maxInFlightMs`).
 */
export const DEADLINES = {
  /** One call to Wise's token endpoint: connect, TLS, headers and body. */
  tokenCallMs: 20_000,
  /** One call to Wise's API (me, profiles). Token call + API call fit into one lease. */
  apiCallMs: 10_000,
  /**
   * A call that the partner's back end makes through us: until the head of Wise's answer, with the wait for a token and a
   * repeat in it (less than the listener's own limit on silence); how long Wise's body may pause; how long it may last.
   */
  callAnswerMs: 50_000,
  callIdleMs: 30_000,
  /** Of one that is read whole before ours begins; a caller to whom nothing is said for a minute is gone (lib/net/http-server). */
  callWholeMs: 8_000,
  callBodyMs: 5 * 60_000,
  /** How long web waits for an answer of ours. */
  webToVaultMs: WEB_WAITS_MS,
  /**
   * From the last port that a starting vault opens until its loops begin: whoever waited for a port comes as it opens, and would
   * wait for Prisma's client, which the loops make.
   */
  loopsBeginMs: 100,
  /** A probe's question to the database; web gives the vault 2 s to say whether it is ready. */
  probeMs: 1_500,
  /** How long the vault keeps an exchange request waiting before it answers with the current state. */
  exchangeAnswerMs: 9_000,
  /** The right to refresh one connection, by database clock. */
  leaseMs: 40_000,
  /** Kept free at the end of a lease for the write and for clocks that differ in speed. */
  leaseSlackMs: 5_000,
  /** A holder that has not sent this long after its claim does not send at all (SIGSTOP, a sleeping machine). */
  sendWithinMs: 15_000,
  /** How long after it was sent a request may still act at Wise, whatever became of its connection. */
  lateEffectMs: 45_000,
  /** First pause after an answer that may have been lost, if that is longer; it doubles. */
  uncertainPauseMs: 25_000,
  /** How long a vend or a check waits for a refresh, its own or somebody else's. */
  vendWaitMs: 22_000,
  checkWaitMs: 22_000,
  /** A customer or staff "check now" reaches Wise at most once in this time; CHECK_WINDOW_SECONDS sets it. */
  checkWindowMs: 5 * 60_000,
  /** A vend whose record took longer looks again before it answers: a freeze may have been acknowledged meanwhile. */
  recordStaleMs: 1_000,
  /** One rejection of a connection's token asks Wise in this time. */
  rejectionWindowMs: 30_000,
  /** How long a revocation is tried before the tokens are erased anyway. */
  revocationWindowMs: 15 * 60_000,
  /** Routine refresh (Wise's advice: every 6 hours; REFRESH_INTERVAL_HOURS sets it), spread by ± this share. */
  refreshIntervalMs: 6 * 3_600_000,
  refreshJitter: 0.1,
  /** An access token this close to its end is refreshed before it is vended … */
  vendMarginMs: 60_000,
  /** … or this share of its lifetime, if that is less. */
  vendMarginShare: 0.1,
  /** First and longest pause after a refresh that did not act; the longest is also the longest Retry-After that is honoured. */
  backOffMs: 1_000,
  backOffMaxMs: 60_000,
  /** Until the checks of a received exchange that Wise did not answer are made again, at first and in the end. */
  promoteRetryMs: 3_000,
  promoteRetryMaxMs: 60_000,
  /** How long a refusal to say whose token it is counts as an outage: it may be a deployment at Wise. */
  notAllowedPatienceMs: 5 * 60_000,
  /** How long a code is kept that our own fault keeps from being sent (it lives 30 minutes, docs/wise.md), and how often it is tried. */
  holdUnsentMs: 25 * 60_000,
  holdPauseMs: 2_000,
  /** A received exchange older than this no longer makes its customer's next one wait. */
  supersedeAfterMs: 15 * 60_000,
  /** While Wise limits us: between two single calls that try whether it still does. */
  trialMs: 5_000,
  /** How long nobody calls Wise for an environment after it refused our client id or secret. */
  clientRefusedPauseMs: 10_000,
  /** Between two looks at our client certificates: at their files, and whether Wise takes them. */
  certificateLookMs: 15_000,
  /**
   * A code goes out only when the token endpoint took our client certificate this shortly before. Longer than `secretProofMs`: one
   * call proves both.
   */
  certificateProofMs: 2_000,
  /** Between two probes of Wise, and while something is wrong with it. */
  wiseProbeMs: 24 * 3_600_000,
  wiseProbeAgainMs: 5 * 60_000,
  /** Between two looks at our own client secrets; with one call and one write it stays under a minute (design 4.14). */
  canaryMs: 40_000,
  /** The same while Wise refuses them all, or did not answer after a refusal. */
  canaryRefusedMs: 5_000,
  /** A code goes out only when Wise took our secret this shortly before; else it is asked first … */
  secretProofMs: 1_000,
  /** … for so long: an outage says nothing about the secret. Also how long a refused call waits for what the look finds. */
  secretProofWaitMs: 3_000,
  /** A secret that has begun to work takes over after this, at once only when the one in use does not work. */
  secretSettleMs: 30_000,
  /** One probe for the readiness report; what answers later was not measured. What was measured is shown again for so long. */
  readinessProbeMs: 8_000,
  readinessKeptMs: 20_000,
  /** Between two reads of the files that secrets are in. */
  secretFilesMs: 2_000,
  /** The refresh loop's tick. */
  loopMs: 1_000,
  /** How long the write of an answer that only we hold is tried again while the database is away. */
  writeRetryMs: 5 * 60_000,
  /** Between two looks for events to place and to send. */
  eventLookMs: 500,
  /** One delivery of an event to the partner: lookup, connect, TLS, headers and body. */
  eventSendMs: 10_000,
  /** One that was begun is another vault's after this, and so is the endpoint; more than a whole delivery. */
  eventLeaseMs: 20_000,
  /** A job that sends events makes room for others after this. */
  eventSliceMs: 20_000,
  /** First and longest pause of an endpoint that did not take what was sent; it doubles. */
  eventRestMs: 1_000,
  eventRestMaxMs: 60_000,
  /** After the first failed delivery of an event; it triples up to the longest. How long it is tried at all. */
  eventRetryMs: 5_000,
  eventRetryMaxMs: 8 * 3_600_000,
  eventPatienceMs: 3 * 24 * 3_600_000,
  /** Between two tries to subscribe at Wise, while it, or the way to our own listener, is away. */
  subscribeAgainMs: 3_000,
  /** Between two looks for background jobs, where nobody tells us of a new one (behind a pooler). */
  jobPollMs: 2_000,
  /** A background job that takes longer is tried again. */
  jobLimitMs: 5 * 60_000,
  /** One that somebody has held for so long is a dead process's. */
  jobAbandonedMs: 10 * 60_000,
  /** A job that is due for so long and not begun is an alarm. */
  jobLateMs: 10 * 60_000,
  /** After failures for so long, and after a start that failed, work on background jobs is begun anew. */
  jobRestartMs: 10_000,
  /** Between two calls that prove our JOSE keys at Wise; two failures in a row are an alarm, within a minute. */
  joseProofMs: 15_000,
  /** Between two looks at the ring keys of the database; a vault says at least so often that it lives (LIVE_SECONDS is 30). */
  ringLookMs: 2_000,
  ringReportMs: 8_000,
  /** Between two proofs that each ring key opens its canary record. */
  ringProofMs: 3_600_000,
  /** Between two questions whether the root key provider can be used. */
  rootAskMs: 60_000,
  /** An alarm about ring keys closes when no vault has seen its cause for so long. */
  ringAlarmQuietMs: 2 * 60_000,
  /** How long a stopping vault waits for calls in flight. */
  drainMs: 30_000,
  /** After this a stop that hangs is cut off; the supervisor waits longer (scripts/supervise/child.mjs). */
  hardStopMs: 45_000,
  /** The sliding window of the circuit breaker on mass refusals. */
  breakerWindowMs: 10 * 60_000,
} as const;

export type Deadlines = { readonly [Name in keyof typeof DEADLINES]: number };

/** How long after a claim a request of its holder may still act at Wise. */
export function maxInFlightMs(deadlines: Pick<Deadlines, 'sendWithinMs' | 'lateEffectMs'>): number {
  return deadlines.sendWithinMs + deadlines.lateEffectMs;
}
