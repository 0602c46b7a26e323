// npm run webhooks -- status | subscribe | test | keys
import { done, misread, type Place, type Result, refused } from '#cli/place';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { readWebhookKeys } from '#vault/keys/webhook-signature';
import type { VaultContext } from '#vault/runtime/context';
import { type WebhookSetting, webhookSettings } from '#vault/webhooks/settings';
import { keySetting } from '#vault/webhooks/signing-keys';
import { askForTest, keepSubscriptions, type SubscriptionState } from '#vault/webhooks/subscriptions';
import { readArguments } from '../scripts/arguments.mjs';
import { withVault } from './with-vault';

export const USAGE = 'usage: npm run webhooks -- status | subscribe | test | keys';
const ACTS = ['status', 'subscribe', 'test', 'keys'] as const;
type Act = (typeof ACTS)[number];

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): { act: Act } | { problem: string } {
  const read = readArguments(args, {}, USAGE);
  if ('problem' in read) return read;
  const [word, ...rest] = read.positionals;
  const act = ACTS.find((each) => each === word);
  return act === undefined || rest.length > 0 ? { problem: USAGE } : { act };
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  return withVault(place, (ctx) => carryOut(ctx, order.act, webhookSettings(ctx)));
}

/** Carries it out for every environment that is set up, and returns what to print. */
export async function carryOut(
  ctx: VaultContext,
  act: Act,
  settings: readonly WebhookSetting[],
): Promise<Result> {
  if (act === 'keys') {
    const keys = ENVIRONMENTS.map((each) => keysOf(ctx, each));
    return (keys.every(({ isRead }) => isRead) ? done : refused)(keys.map(({ text }) => text).join('\n'));
  }
  if (settings.length === 0)
    return refused(
      'No environment has both WISE_…_APPLICATION_KEY and WISE_…_WEBHOOK_URL (docs/runbooks/webhooks.md).',
    );
  const texts: string[] = [];
  let isWell = true;
  for (const setting of settings) {
    const state = await keepSubscriptions(ctx, setting, { makes: act === 'subscribe' });
    const isTest = act === 'test' && state.kind === 'ok';
    const tested = isTest ? await askToTest(ctx, setting, state) : { isSent: act !== 'test', text: [] };
    isWell &&= state.kind === 'ok' && state.missing.length === 0 && tested.isSent;
    texts.push([`${setting.environment}: ${setting.url}`, ...stateText(state), ...tested.text].join('\n  '));
    if (act === 'status') texts.push(await watchText(ctx, setting.environment));
  }
  return isWell ? done(texts.join('\n')) : refused(texts.join('\n'));
}

function stateText(state: SubscriptionState): string[] {
  switch (state.kind) {
    case 'ok':
      return [
        ...state.present.map(({ eventType, schemaVersion, id }) => `${eventType}@${schemaVersion}  ${id}`),
        ...state.made.map(
          ({ eventType, schemaVersion, id }) => `${eventType}@${schemaVersion}  ${id}  made now`,
        ),
        ...state.missing.map(({ eventType, schemaVersion }) => `${eventType}@${schemaVersion}  missing`),
      ];
    case 'unreachable':
      return [
        'The address does not lead to our listener, so nothing was made: opened from here it must answer {"takes":"POST",…}.',
        ...state.missing.map(({ eventType, schemaVersion }) => `${eventType}@${schemaVersion}  missing`),
      ];
    case 'refused':
      return [
        `Wise refused with ${state.status}: compare client, secret and application key with the Developer Hub, and the address with its rules.`,
      ];
    case 'unavailable':
      return ['Wise did not answer. Try again.'];
  }
}

async function askToTest(
  ctx: VaultContext,
  setting: WebhookSetting,
  state: Extract<SubscriptionState, { kind: 'ok' }>,
): Promise<{ isSent: boolean; text: string[] }> {
  const [first] = state.present;
  if (first === undefined)
    return { isSent: false, text: ['There is no subscription to test: npm run webhooks -- subscribe'] };
  const outcome = await askForTest(ctx, setting, first.id);
  if (outcome.kind !== 'ok' || outcome.value === 0)
    return { isSent: false, text: ['Wise sent no test message.'] };
  return {
    isSent: true,
    text: ['Wise has queued a test message. It appears on /staff/webhooks within a minute.'],
  };
}

async function watchText(ctx: VaultContext, environment: Environment): Promise<string> {
  const row = await ctx.database.db.webhookWatch.findUnique({ where: { environment } });
  const at = (time: Date | null | undefined) => time?.toISOString() ?? 'never';
  const gap = row?.gapSince ? `, gap since ${row.gapSince.toISOString()} (${row.gapReason})` : '';
  return `  listening ${at(row?.listeningAt)}, last delivery ${at(row?.deliveredAt)}${gap}`;
}

function keysOf({ env }: VaultContext, environment: Environment): { isRead: boolean; text: string } {
  const { name, text, file } = keySetting(env, environment);
  const isOwn = file !== undefined || env[`WISE_${upper(environment)}_WEBHOOK_KEYS`] !== undefined;
  const read = readWebhookKeys(text);
  const lines =
    'problem' in read ? [read.problem] : read.keys.map(({ fingerprint }) => `SHA-256 ${fingerprint}`);
  const head = `${environment}: ${isOwn ? name : 'as Wise publishes them'}`;
  return { isRead: !('problem' in read), text: [head, ...lines].join('\n  ') };
}

const upper = (environment: Environment) => (environment === 'sandbox' ? 'SANDBOX' : 'PRODUCTION');
