import type { ClientInventory } from '#lib/contract/inventory';
import { SOON_DAYS } from '#lib/deadlines/deadlines-of';

export type StepCode =
  | 'secretRefused'
  | 'nextRefused'
  | 'switchOver'
  | 'certificateRefused'
  | 'certificateSoon'
  | 'unreachable'
  | 'versionGone'
  | 'gap'
  | 'clock'
  | 'rotate';

/** What to do next, and the command that does it or leads through it; null: no command of ours can. */
export type NextStep = { code: StepCode; command: string | null };

/** More than a signature's age may be off by (docs/wise.md 10), and far more than a machine with a time service is. */
const CLOCK_SECONDS = 30;

/** What is to be done about one client, the most urgent first; the last is how a planned rotation begins. */
export function nextStepsOf(client: ClientInventory, now: Date): NextStep[] {
  const { environment, secrets, certificate, webhooks, clockAheadSeconds, probe } = client;
  const steps: NextStep[] = [];
  if (probe !== null && probe.reach !== 'answers') steps.push({ code: 'unreachable', command: null });
  if (probe?.version === 'gone') steps.push({ code: 'versionGone', command: null });
  const set = secrets.filter(({ isSet }) => isSet);
  const next = set.find(({ slot }) => slot === 'next');
  if (set.length > 0 && set.every(({ verdict }) => verdict === 'refused'))
    steps.push({ code: 'secretRefused', command: 'npm run credentials -- check' });
  else if (next?.verdict === 'refused')
    steps.push({ code: 'nextRefused', command: 'npm run credentials -- check' });
  else if (next?.isInUse === true)
    steps.push({ code: 'switchOver', command: `npm run credentials -- switch ${environment}` });
  if (certificate?.isRefused === true)
    steps.push({ code: 'certificateRefused', command: `npm run mtls -- check ${environment}` });
  if (certificate !== null && certificate.validTo.getTime() - now.getTime() <= (SOON_DAYS + 1) * 86_400_000)
    steps.push({
      code: 'certificateSoon',
      command: 'npm run mtls -- csr --organisation <name> --key <file> --csr <file>',
    });
  if (webhooks.gapSince !== null) steps.push({ code: 'gap', command: 'npm run webhooks -- status' });
  if (clockAheadSeconds !== null && Math.abs(clockAheadSeconds) >= CLOCK_SECONDS)
    steps.push({ code: 'clock', command: null });
  if (next === undefined)
    steps.push({ code: 'rotate', command: `npm run credentials -- switch ${environment}` });
  return steps;
}
