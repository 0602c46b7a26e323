import * as z from 'zod';
import { readJson } from '#lib/text/json';
import type { JoseMethod } from '#vault/env/jose-settings';
import { randomHex } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import {
  callPlayground,
  type Playground,
  type PlaygroundAnswer,
  playgroundPath,
} from '#vault/wise/jose-endpoints';
import { openDirect, sealDirect } from './direct';
import type { OwnKey } from './import-keys';
import { type Answer, isSealed, openSealed } from './open';
import { seal } from './seal';
import { forgetEncryptionKey } from './wise-keys';

/** Which call of a playground, and with which keys of ours. */
export type Trial = {
  name: string;
  playground: Playground;
  http: 'GET' | 'POST';
  method: JoseMethod;
  signing?: OwnKey | undefined;
  encryption?: OwnKey | undefined;
};

export type TrialOutcome =
  | { kind: 'proved' }
  /** Wise answered, and not as it does to a message that it could open. */
  | { kind: 'refused'; why: string }
  /** No word of Wise, or no token: nothing is known of the keys. */
  | { kind: 'unavailable' };

type Context = Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose' | 'log'>;

/** The calls of the four playgrounds that prove these keys. */
export function trialsFor(signing: OwnKey | undefined, encryption: OwnKey | undefined): Trial[] {
  const post = { http: 'POST' } as const;
  return [
    { name: 'jws POST', playground: 'jws', ...post, method: 'jws', signing },
    { name: 'jwe GET', playground: 'jwe', http: 'GET', method: 'jwe', encryption },
    { name: 'jwe POST', playground: 'jwe', ...post, method: 'jwe', encryption },
    { name: 'jwe-direct-encryption POST', playground: 'jwe-direct-encryption', ...post, method: 'jwe' },
    { name: 'jwsjwe POST', playground: 'jwsjwe', ...post, method: 'jws+jwe', signing, encryption },
  ];
}

/** Whether Wise knows this key of ours: the one call that proves it alone. */
export async function tryKey(ctx: Context, client: WiseClient, key: OwnKey): Promise<TrialOutcome> {
  const isSigning = key.use === 'sig';
  const trials = isSigning ? trialsFor(key, undefined) : trialsFor(undefined, key);
  const trial = trials.find(({ name }) => name === (isSigning ? 'jws POST' : 'jwe POST'));
  return trial === undefined ? { kind: 'unavailable' } : tryPlayground(ctx, client, trial);
}

const echoSchema = z.object({ message: z.string() });
/** Said by what stands before Wise, or because we ask too often: nothing about a key. */
const NOT_ABOUT_KEYS = new Set([401, 403, 429, 502, 503, 504]);

/**
 * Makes one call and looks whether Wise could read it and we its answer. A call that was encrypted and refused is made again
 * with Wise's newest key, once.
 */
export async function tryPlayground(ctx: Context, client: WiseClient, trial: Trial): Promise<TrialOutcome> {
  const first = await attempt(ctx, client, trial);
  if (first.kind !== 'refused' || trial.method === 'jws') return first;
  forgetEncryptionKey(ctx, client);
  return attempt(ctx, client, trial);
}

async function attempt(ctx: Context, client: WiseClient, trial: Trial): Promise<TrialOutcome> {
  const nonce = randomHex(8);
  const payload = trial.http === 'GET' ? null : Buffer.from(JSON.stringify({ message: nonce }));
  const exchange = await (trial.playground === 'jwe-direct-encryption'
    ? direct(ctx, client, trial, payload ?? Buffer.alloc(0))
    : ordinary(ctx, client, trial, payload));
  if (exchange.kind !== 'opened') return exchange;
  const echo = echoSchema.safeParse(readJson(Buffer.from(exchange.body).toString()));
  const expected = `jose-playground-response-${payload === null ? '' : nonce}`;
  return echo.success && echo.data.message === expected
    ? { kind: 'proved' }
    : { kind: 'refused', why: 'another answer than the documented echo' };
}

type Exchange = { kind: 'opened'; body: Uint8Array } | Exclude<TrialOutcome, { kind: 'proved' }>;

async function ordinary(
  ctx: Context,
  client: WiseClient,
  trial: Trial,
  payload: Uint8Array | null,
): Promise<Exchange> {
  const { method, signing, encryption } = trial;
  const url = playgroundPath(trial.playground);
  const sealed = await seal(ctx, client, payload, { method, url, signing, encryption });
  if (sealed.kind !== 'sealed') return { kind: 'unavailable' };
  const answer = await send(ctx, client, trial, sealed);
  if ('kind' in answer) return answer;
  if (!isSealed(answer)) return { kind: 'refused', why: 'a plain answer' };
  // Wise has several keys of ours while they overlap: an answer for another one proves nothing about this one.
  const opened = await openSealed(ctx, client, method, answer.body, { onlyFor: encryption?.kid });
  if (opened.kind === 'ok') return { kind: 'opened', body: opened.value };
  if (opened.reason === 'key-unavailable') return { kind: 'unavailable' };
  return { kind: 'refused', why: `an answer that did not open (${opened.reason})` };
}

async function direct(
  ctx: Context,
  client: WiseClient,
  trial: Trial,
  payload: Uint8Array,
): Promise<Exchange> {
  const sealed = await sealDirect(ctx, client, payload);
  if (sealed.kind !== 'sealed') return { kind: 'unavailable' };
  const answer = await send(ctx, client, trial, sealed);
  if ('kind' in answer) return answer;
  const opened = await openDirect(ctx, client, sealed.keep, answer);
  if (opened.kind === 'refused') return { kind: 'refused', why: 'an answer that did not open' };
  return opened.wasSealed ? opened : { kind: 'refused', why: 'a plain answer' };
}

async function send(
  ctx: Context,
  client: WiseClient,
  { http, playground }: Trial,
  { headers, body }: { headers: Record<string, string>; body: string | null },
): Promise<Answer | Exclude<TrialOutcome, { kind: 'proved' }>> {
  const outcome = await ctx.applicationTokens.call<PlaygroundAnswer | { kind: 'unauthorised' }>(
    client,
    async (access) => {
      const call = { access, deadlineMs: ctx.deadlines.apiCallMs, method: http, playground, headers };
      const answer = await callPlayground(client, { ...call, ...(body === null ? {} : { body }) });
      return answer.kind === 'answer' && answer.status === 401 ? { kind: 'unauthorised' } : answer;
    },
  );
  if (outcome.kind !== 'answer' || NOT_ABOUT_KEYS.has(outcome.status)) return { kind: 'unavailable' };
  const { status, contentType } = outcome;
  if (status >= 400) return { kind: 'refused', why: `status ${status}` };
  return { status, contentType, body: Buffer.from(outcome.body) };
}
