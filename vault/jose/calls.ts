import type { JoseMethod, JoseRule } from '#vault/env/jose-settings';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { activeKey } from './jose';
import { type Answer, isSealed, openSealed } from './open';
import { type Sealed, seal } from './seal';
import { forgetEncryptionKey } from './wise-keys';

/** What `openAnswer` has to know of the request. */
export type Keep = { method: JoseMethod; isRequired: boolean; isEncrypted: boolean };

export type SealedRequest =
  /** No rule is for this path: the call goes as it is. */
  | { kind: 'plain' }
  | { kind: 'sealed'; headers: Record<string, string>; body: string | null; keep: Keep }
  | Exclude<Sealed, { kind: 'sealed' }>;

export type OpenedAnswer =
  | { kind: 'opened'; body: Uint8Array; wasSealed: boolean }
  /** The answer is not what it has to be. Why is in the log, as a fixed word; Wise may have acted. */
  | { kind: 'refused' };

type Context = Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose' | 'log'>;

/** The rule for a path as it is sent: the longest prefix that fits whole segments. */
export function ruleFor(rules: readonly JoseRule[], path: string): JoseRule | undefined {
  const [bare = ''] = path.split('?', 1);
  return rules
    .filter(({ prefix }) => prefix === '/' || bare === prefix || bare.startsWith(`${prefix}/`))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
    .at(0);
}

/**
 * A call to Wise, sealed as the settings have it for its path (decision 047). `path` is what goes over the wire,
 * with its query. `unavailable`: without Wise's key nothing goes out, least of all plain.
 */
export async function sealRequest(
  ctx: Context,
  client: WiseClient,
  { path, body }: { path: string; body: Uint8Array | null },
): Promise<SealedRequest> {
  const party = ctx.jose.of(client);
  const rule = ruleFor(party.settings.rules, path);
  if (rule === undefined || rule.mode === 'off') return { kind: 'plain' };
  const { method } = rule;
  const { signing, encryption } = await party.keys();
  const payload = body === null || body.byteLength === 0 ? null : body;
  const sealed = await seal(ctx, client, payload, {
    method,
    url: party.settings.signedUrl === 'path' ? (path.split('?', 1)[0] ?? '') : path,
    signing: activeKey(party, signing),
    encryption: activeKey(party, encryption),
  });
  if (sealed.kind !== 'sealed') return sealed;
  const isEncrypted = payload !== null && method !== 'jws';
  return { ...sealed, keep: { method, isRequired: rule.mode === 'require', isEncrypted } };
}

/**
 * What Wise answered to a sealed call. Empty answers and errors come plain (docs/wise.md 10); any other plain answer is
 * refused where the rule says `require`. A sealed one that does not open is refused in either mode.
 */
export async function openAnswer(
  ctx: Context,
  client: WiseClient,
  keep: Keep,
  answer: Answer,
): Promise<OpenedAnswer> {
  // Wise answers 500 to what it cannot decrypt: perhaps it has another key by now.
  if (keep.isEncrypted && answer.status >= 500) forgetEncryptionKey(ctx, client);
  const plain = { kind: 'opened', body: answer.body, wasSealed: false } as const;
  if (answer.body.byteLength === 0) return plain;
  if (!isSealed(answer)) {
    if (answer.status >= 400 || !keep.isRequired) return plain;
    return refuse(ctx, client, 'plain');
  }
  const opened = await openSealed(ctx, client, keep.method, answer.body);
  if (opened.kind === 'refused') return refuse(ctx, client, opened.reason);
  return { kind: 'opened', body: opened.value, wasSealed: true };
}

function refuse(ctx: Context, { config }: WiseClient, reason: string): { kind: 'refused' } {
  ctx.log.warn({ environment: config.environment, reason }, 'jose: an answer of Wise did not open');
  return { kind: 'refused' };
}
