import type { Browser } from '#test/browser/http-browser';
import type { Stack } from './stack';
import type { Wise } from './wise';

/** A secret that must show nowhere, in every form it might be written in. */
export type SecretToFind = { what: string; forms: readonly string[] };
export type ScanTarget = { where: string; content: string | Buffer };
export type Hit = { what: string; where: string };

/** The three ways a text can stand inside a longer one that was written in base64, without its ragged ends. */
function insideBase64(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    return encoded.slice(first, Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6));
  });
}

/** Shorter, it stands in any text by chance. */
const LEAST_LENGTH = 12;

/** @throws Error for a text that is too short to be a secret: it was cut out wrongly. */
export function secretToFind(what: string, secret: string): SecretToFind {
  if (secret.length < LEAST_LENGTH) throw new Error(`${what} is too short to look for`);
  const inside = insideBase64(secret);
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('hex').toUpperCase(),
    ...inside,
    ...inside.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    [...secret].reverse().join(''),
  ];
  return { what, forms: [...new Set(forms)] };
}

/** What a browser shows to prove who it is: all of its cookies now. */
export function cookieSecrets(browser: Browser, appUrl: string): SecretToFind[] {
  return browser
    .cookieNames(appUrl)
    .map((name) => secretToFind(`the cookie ${name}`, browser.cookie(appUrl, name) ?? ''));
}

/** Everything the emulators handed out or were given, and what the processes were configured with. */
export function secretsOf(stack: Stack): {
  tokens: SecretToFind[];
  states: SecretToFind[];
  secrets: SecretToFind[];
} {
  const tokens: SecretToFind[] = [];
  const states: SecretToFind[] = [];
  for (const wise of [stack.sandbox, stack.production]) {
    tokens.push(...tokensOf(wise));
    for (const { state } of wise.events('authorise.page')) {
      if (state) states.push(secretToFind('a state', state));
    }
  }
  const { internalKey, wiseClientSecrets, vaultKeys } = stack.secrets;
  const secrets = [
    secretToFind('the internal key', internalKey),
    secretToFind('the sandbox client secret', wiseClientSecrets.sandbox),
    secretToFind('the production client secret', wiseClientSecrets.production),
    secretToFind('the key ring', vaultKeys.split(':')[1] ?? ''),
    // base64url: it has underscores of its own
    secretToFind('the API key', stack.partner.key.split('_').slice(2).join('_')),
  ];
  return { tokens, states, secrets };
}

function tokensOf(wise: Wise): SecretToFind[] {
  const issued = wise
    .events('token.issued')
    .flatMap(({ accessToken, refreshToken }) => [
      secretToFind('an access token', accessToken),
      ...(refreshToken === null ? [] : [secretToFind('a refresh token', refreshToken)]),
    ]);
  return [...wise.events('authorise.code_issued').map(({ code }) => secretToFind('a code', code)), ...issued];
}

/** Every secret in every target. Throws without secrets or targets: a scan of nothing proves nothing. */
export function scan(secretsToFind: readonly SecretToFind[], targets: readonly ScanTarget[]): Hit[] {
  if (secretsToFind.length === 0) throw new Error('no secrets to look for');
  if (targets.length === 0) throw new Error('no target to look in');
  const hits: Hit[] = [];
  for (const { where, content } of targets) {
    for (const { what, forms } of secretsToFind) {
      if (forms.some((form) => content.includes(form))) hits.push({ what, where });
    }
  }
  return hits;
}
