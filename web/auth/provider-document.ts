import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { AUDIENCES, type Audience } from '#lib/contract/people';
import type { Logger } from '#lib/log/logger';
import { outbound } from '#lib/net/outbound';
import { readJson } from '#lib/text/json';
import type { WebEnv } from '#web/env/web-env';
import { type OidcConfig, oidcConfig } from './methods';
import { documentAddress, PROVIDER_TIMEOUT_MS } from './oidc-provider';

const MAX_BYTES = 256 * 1024;
const AGAIN_AFTER_MS = 60_000;

const schema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

/** What an OpenID provider's own document says of a configured issuer. */
export type DocumentCheck =
  | { kind: 'matches' }
  | { kind: 'other_issuer'; published: string }
  | { kind: 'unusable'; why: string }
  | { kind: 'unreachable'; why: string };

/** Reads the provider's document and compares (OpenID Connect Discovery §4.3: the issuers MUST be identical). */
export async function checkDocument(config: Pick<OidcConfig, 'issuer'>): Promise<DocumentCheck> {
  let body: string;
  try {
    const answer = await outbound(new URL(documentAddress(config)), {
      method: 'GET',
      headers: { accept: 'application/json' },
      deadlineMs: PROVIDER_TIMEOUT_MS,
      maxBodyBytes: MAX_BYTES,
    });
    if (answer.status !== 200) return { kind: 'unreachable', why: `it answered ${answer.status}` };
    body = answer.body;
  } catch (error) {
    return { kind: 'unreachable', why: error instanceof Error ? error.message : 'unknown' };
  }
  const document = schema.safeParse(readJson(body));
  if (!document.success) {
    const fields = document.error.issues.map(({ path }) => path.join('.') || 'the whole');
    return { kind: 'unusable', why: `missing or malformed: ${fields.join(', ')}` };
  }
  const { issuer } = document.data;
  return issuer === config.issuer ? { kind: 'matches' } : { kind: 'other_issuer', published: issuer };
}

/**
 * Compares the issuers of the settings with what the providers publish, beside the start: it holds nothing up, and a
 * provider that is away is asked again until it has answered once (decision 020). Each answer is one line of the log.
 *
 * @returns when every provider has answered, or with `signal`; it never rejects.
 */
export async function checkProviders(
  env: WebEnv,
  log: Logger,
  { signal, againAfterMs = AGAIN_AFTER_MS }: { signal?: AbortSignal; againAfterMs?: number } = {},
): Promise<void> {
  await Promise.all(
    AUDIENCES.map(async (audience) => {
      const config = oidcConfig(env, audience);
      if (config === undefined) return;
      for (let isFirst = true; signal?.aborted !== true; isFirst = false) {
        const check = await checkDocument(config);
        if (check.kind !== 'unreachable' || isFirst) tell(log, audience, config, check);
        if (check.kind !== 'unreachable') return;
        await sleep(againAfterMs, undefined, { ref: false, ...(signal && { signal }) }).catch(
          () => undefined,
        );
      }
    }),
  );
}

function tell(log: Logger, audience: Audience, config: OidcConfig, check: DocumentCheck): void {
  const setting = `${audience.toUpperCase()}_OIDC_ISSUER`;
  const facts = { audience, setting, configured: config.issuer, document: documentAddress(config) };
  switch (check.kind) {
    case 'matches':
      log.info(facts, 'the OpenID provider names the issuer of the settings');
      return;
    case 'other_issuer':
      log.error(
        { ...facts, published: check.published },
        `${setting} differs from what the provider publishes: every sign-in of this audience will be refused. Set it to the published value, character for character`,
      );
      return;
    case 'unusable':
      log.error({ ...facts, why: check.why }, `${setting}: the provider's document cannot be used`);
      return;
    case 'unreachable':
      log.warn(
        { ...facts, why: check.why },
        `${setting}: the provider's document cannot be read now. It is asked again each minute; until then sign-ins of this audience will fail`,
      );
  }
}
