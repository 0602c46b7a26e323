import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { repeat, type Stop } from '#lib/jobs/repeat';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import type { ClientCertificate } from '#vault/wise/transport/client-certificate';
import type { Trial } from '#vault/wise/transport/trial';
import { askTokenEndpoint } from './ask-token-endpoint';
import { canary } from './canary';
import { expiryOf } from './expiry';

/** What has no certainty the first time: a pair of files that is being written, a connection closed without a word. */
const DOUBTS_ALLOWED = 1;

const ALARMS = ['client_certificate_refused', 'client_certificate_expiring'] as const;
/** Each vault judges its own files: an alarm ends when none has raised it in so many looks. */
const QUIET_LOOKS = 4;

type Verdict = 'fine' | 'refused' | 'unknown';

/** One client certificate and what was said of it. */
type Watched = {
  client: WiseClient;
  certificate: ClientCertificate;
  doubts: { files: number; inUse: number };
  said: string;
  saidDays: number | null;
};

/**
 * Looks at every client certificate: whether its files hold a new pair, whether Wise takes the one in use, how long it
 * lives. The returned function stops it.
 */
export function startCertificateWatch(ctx: VaultContext): Stop {
  const watched = ctx.wise.all.flatMap((client): Watched[] => {
    const { certificate } = client.transport;
    if (certificate === null) return [];
    warnOfName(ctx, client, certificate);
    return [{ client, certificate, doubts: { files: 0, inUse: 0 }, said: '', saidDays: null }];
  });
  const without = ENVIRONMENTS.filter((each) =>
    watched.every(({ client }) => client.config.environment !== each),
  );
  return repeat({
    work: () =>
      Promise.all([
        ...watched.map((each) => look(ctx, each)),
        // of a certificate that is no longer set
        ...without.flatMap((each) => ALARMS.map((code) => clearUnseen(ctx, code, each))),
      ]),
    everyMs: ctx.deadlines.certificateLookMs,
    onError: (error) => ctx.log.error({ err: error }, 'a look at the client certificates failed'),
  });
}

async function look(ctx: VaultContext, watched: Watched): Promise<void> {
  const { environment } = watched.client.config;
  const files = await lookAtFiles(ctx, watched);
  const inUse = await lookAtUse(ctx, watched);
  if (files === 'refused' || inUse === 'refused')
    await tryRaiseAlarm(ctx, 'client_certificate_refused', environment);
  else if (files === 'fine' && inUse === 'fine')
    await clearUnseen(ctx, 'client_certificate_refused', environment);
  await tellExpiry(ctx, watched);
}

function clearUnseen(
  ctx: VaultContext,
  code: (typeof ALARMS)[number],
  environment: Environment,
): Promise<void> {
  return tryClearAlarm(ctx, code, environment, QUIET_LOOKS * ctx.deadlines.certificateLookMs);
}

/** Takes a new pair over when calls of its own have worked with it. */
async function lookAtFiles(ctx: VaultContext, watched: Watched): Promise<Verdict> {
  const { certificate, client } = watched;
  const read = certificate.read();
  if ('problem' in read) return doubt(ctx, watched, 'files', read.problem);
  if (read.pair.certificate === certificate.current().certificate) {
    watched.doubts.files = 0;
    return 'fine';
  }
  const verdict = judge(ctx, watched, 'files', await canary(client, read.pair));
  if (verdict !== 'fine') return verdict;
  certificate.replace(read.pair);
  const { fingerprint, validTo } = read.pair;
  ctx.log.info(
    { environment: client.config.environment, fingerprint, validTo },
    'a new client certificate is in use',
  );
  warnOfName(ctx, client, certificate);
  return 'fine';
}

async function lookAtUse(ctx: VaultContext, watched: Watched): Promise<Verdict> {
  const { certificate, client } = watched;
  const shaken = await certificate.tryOut(certificate.current());
  const trial = shaken.kind === 'works' ? await askTokenEndpoint(ctx, client, certificate) : shaken;
  return judge(ctx, watched, 'inUse', trial);
}

function judge(ctx: VaultContext, watched: Watched, which: keyof Watched['doubts'], trial: Trial): Verdict {
  switch (trial.kind) {
    case 'works':
      watched.doubts[which] = 0;
      if (watched.said.startsWith(which)) watched.said = '';
      return 'fine';
    case 'refused':
      say(ctx, watched, which, trial.why);
      return 'refused';
    case 'closed':
      return doubt(ctx, watched, which, 'the connection is closed without a word');
    case 'unavailable':
      return 'unknown';
  }
}

function doubt(ctx: VaultContext, watched: Watched, which: keyof Watched['doubts'], why: string): Verdict {
  watched.doubts[which] += 1;
  if (watched.doubts[which] <= DOUBTS_ALLOWED) return 'unknown';
  say(ctx, watched, which, why);
  return 'refused';
}

/** Once for each cause, not at each look. */
function say(ctx: VaultContext, watched: Watched, which: keyof Watched['doubts'], why: string): void {
  const said = `${which}: ${why}`;
  if (watched.said === said) return;
  watched.said = said;
  const { environment } = watched.client.config;
  const what =
    which === 'inUse'
      ? 'the client certificate in use is refused'
      : 'a new client certificate is not taken over';
  ctx.log.error({ environment, why }, what);
}

async function tellExpiry(ctx: VaultContext, watched: Watched): Promise<void> {
  const { environment } = watched.client.config;
  const { validTo } = watched.certificate.current();
  const { daysLeft, saidAt } = expiryOf(validTo, new Date());
  if (saidAt === null) {
    watched.saidDays = null;
    await clearUnseen(ctx, 'client_certificate_expiring', environment);
    return;
  }
  if (watched.saidDays !== saidAt)
    ctx.log.warn({ environment, daysLeft, validTo }, 'the client certificate expires');
  watched.saidDays = saidAt;
  await tryRaiseAlarm(ctx, 'client_certificate_expiring', environment);
}

/** Wise writes the client id there itself (docs/wise.md 9); it promises nothing of what it does with another name. */
function warnOfName(ctx: VaultContext, { config }: WiseClient, certificate: ClientCertificate): void {
  const { commonName } = certificate.current();
  if (commonName === config.clientId) return;
  const { environment, clientId } = config;
  ctx.log.warn({ environment, clientId, commonName }, 'the client certificate names another client id');
}
