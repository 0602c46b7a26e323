import type { Browser } from '#test/browser/http-browser';
import type { Stack } from './stack';
import type { Wise } from './wise';

/** A secret that must show nowhere, in every form it might be written in. */
export type Needle = { what: string; forms: readonly string[] };
export type Place = { where: string; content: string | Buffer };
export type Hit = { what: string; where: string };

/** The three ways a text can stand inside a longer one that was written in base64, without its ragged ends. */
function insideBase64(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    return encoded.slice(first, Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6));
  });
}

export function needle(what: string, secret: string): Needle {
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
export function cookieNeedles(browser: Browser, appUrl: string): Needle[] {
  return browser
    .cookieNames(appUrl)
    .map((name) => needle(`the cookie ${name}`, browser.cookie(appUrl, name) ?? ''));
}

/** Everything the emulators handed out or were given, and what the processes were configured with. */
export function needlesOf(stack: Stack): { tokens: Needle[]; states: Needle[]; secrets: Needle[] } {
  const tokens: Needle[] = [];
  const states: Needle[] = [];
  for (const wise of [stack.sandbox, stack.production]) {
    tokens.push(...tokensOf(wise));
    for (const { state } of wise.events('authorise.page')) {
      if (state) states.push(needle('a state', state));
    }
  }
  const { internalKey, wiseClientSecrets, vaultKeys } = stack.secrets;
  const secrets = [
    needle('the internal key', internalKey),
    needle('the sandbox client secret', wiseClientSecrets.sandbox),
    needle('the production client secret', wiseClientSecrets.production),
    needle('the key ring', vaultKeys.split(':')[1] ?? ''),
    needle('the API key', stack.partner.key.split('_')[2] ?? ''),
  ];
  return { tokens, states, secrets };
}

function tokensOf(wise: Wise): Needle[] {
  const issued = wise
    .events('token.issued')
    .flatMap(({ accessToken, refreshToken }) => [
      needle('an access token', accessToken),
      ...(refreshToken === null ? [] : [needle('a refresh token', refreshToken)]),
    ]);
  return [...wise.events('authorise.code_issued').map(({ code }) => needle('a code', code)), ...issued];
}

/** Every needle in every place. Throws without needles or places: a scan of nothing proves nothing. */
export function scan(needles: readonly Needle[], places: readonly Place[]): Hit[] {
  if (needles.length === 0) throw new Error('no needles to look for');
  if (places.length === 0) throw new Error('no place to look in');
  const hits: Hit[] = [];
  for (const { where, content } of places) {
    for (const { what, forms } of needles) {
      if (forms.some((form) => content.includes(form))) hits.push({ what, where });
    }
  }
  return hits;
}
