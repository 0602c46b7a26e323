import type { Dispatcher } from 'undici';
import * as z from 'zod';
import { readText } from '#lib/env/text-file.mjs';
import { outbound } from '#lib/net/outbound';
import { readJson } from '#lib/text/json';
import type { TransitSettings } from '#vault/env/root-key-settings';
import { RootKeyFailure, rootKeyRefuses } from '#vault/keys/root-key-failure';

/** https://developer.hashicorp.com/vault/api-docs/secret/transit: what we read of its answers. */
export const ciphertextSchema = z.object({ data: z.object({ ciphertext: z.string().min(1).max(8_192) }) });
export const plaintextSchema = z.object({ data: z.object({ plaintext: z.string().max(8_192) }) });
export const keySchema = z.object({
  data: z.object({
    type: z.string(),
    exportable: z.boolean(),
    derived: z.boolean(),
    allow_plaintext_backup: z.boolean(),
  }),
});
const errorsSchema = z.object({ errors: z.array(z.string()) });

export type TransitServer = {
  settings: TransitSettings;
  deadlineMs: number;
  dispatcher: Dispatcher | undefined;
};
type Act = 'encrypt' | 'decrypt' | 'keys';

const LONGEST_ANSWER = 65_536;
/** Of a decrypt that answers 400: these say something about the key and nothing about the bytes. */
const KEY_PROBLEM = /encryption key not found|disallowed by policy/;

/** @throws RootKeyFailure */
export async function askTransit<Schema extends z.ZodType>(
  server: TransitServer,
  act: Act,
  key: string,
  schema: Schema,
  body?: Record<string, string>,
): Promise<z.output<Schema>> {
  const { status, text } = await send(server, act, key, body);
  if (status !== 200) throw failureOf(act, status, text);
  const answer = schema.safeParse(readJson(text));
  if (answer.success) return answer.data;
  throw new RootKeyFailure('unavailable', 'the transit engine gave an answer of another form');
}

async function send(
  { settings, deadlineMs, dispatcher }: TransitServer,
  act: Act,
  key: string,
  body: Record<string, string> | undefined,
): Promise<{ status: number; text: string }> {
  const { url, mount, namespace } = settings;
  const headers = {
    'x-vault-token': readToken(settings),
    // an agent in between then refuses what a page in a browser could make it send
    'x-vault-request': 'true',
    ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  try {
    const answer = await outbound(new URL(`/v1/${mount}/${act}/${encodeURIComponent(key)}`, url), {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      deadlineMs,
      maxBodyBytes: LONGEST_ANSWER,
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    return { status: answer.status, text: answer.body };
  } catch {
    throw new RootKeyFailure('unavailable', 'the transit engine gave no answer in time');
  }
}

/** Read anew for each call: an agent writes a new token before the old one ends. */
function readToken({ token, tokenFile }: TransitSettings): string {
  if (tokenFile === undefined) return token.reveal();
  const read = readText(tokenFile);
  if ('text' in read && /^[\x21-\x7e]+$/.test(read.text.trim())) return read.text.trim();
  throw new RootKeyFailure('unavailable', 'the file VAULT_TRANSIT_TOKEN_FILE has no token now');
}

function failureOf(act: Act, status: number, text: string): RootKeyFailure {
  if (status === 400 && act === 'decrypt') {
    const parsed = errorsSchema.safeParse(readJson(text));
    if (!parsed.success || !parsed.data.errors.some((each) => KEY_PROBLEM.test(each)))
      return rootKeyRefuses();
  }
  if (status === 400 || status === 403 || status === 404) {
    return new RootKeyFailure(
      'denied',
      `the transit engine does not let us (status ${status}): check token, policy, mount and key`,
    );
  }
  return new RootKeyFailure('unavailable', `the transit engine cannot be used now (status ${status})`);
}
