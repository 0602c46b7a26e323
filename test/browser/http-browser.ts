import { getGlobalDispatcher } from 'undici';

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Absolute, when the answer leads elsewhere. */
  location: string | undefined;
  text: string;
  url: string;
};

type Headers = Record<string, string>;
export type Form = { method: string; action: string; fields: Record<string, string> };

/**
 * A browser as far as HTTP goes: cookies by origin and the Fetch-Metadata headers of Chromium. It follows nothing by
 * itself, so that a test sees each answer.
 */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** A second tab or a stolen jar: the same cookies now, apart from then on. */
  copy(): Browser {
    const other = new Browser();
    for (const [origin, jar] of this.#cookies) other.#cookies.set(origin, new Map(jar));
    return other;
  }

  cookie(url: string, name: string): string | undefined {
    return this.#cookies.get(new URL(url).origin)?.get(name);
  }

  setCookie(url: string, name: string, value: string | undefined): void {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    if (value === undefined) jar.delete(name);
    else jar.set(name, value);
  }

  cookieNames(url: string): string[] {
    return [...(this.#cookies.get(new URL(url).origin)?.keys() ?? [])];
  }

  /** A click on a link or a typed address. */
  get(url: string, headers: Headers = {}): Promise<Answer> {
    return this.send('GET', url, {
      'sec-fetch-site': 'none',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-user': '?1',
      accept: 'text/html',
      ...headers,
    });
  }

  /** A form sent from a page of the same origin. */
  post(url: string, fields: Record<string, string>, headers: Headers = {}): Promise<Answer> {
    const own: Headers = {
      origin: new URL(url).origin,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    };
    return this.send('POST', url, own, new URLSearchParams(fields).toString());
  }

  async send(method: string, url: string, headers: Headers = {}, body?: string): Promise<Answer> {
    const jar = this.#cookies.get(new URL(url).origin);
    const cookie = [...(jar ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const { origin } = new URL(url);
    const answer = await getGlobalDispatcher().request({
      origin,
      // as it was given: a URL object would straighten `..` and `%2e` out
      path: url.slice(origin.length).replace(/#.*$/, '') || '/',
      method: method as 'GET',
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      headersTimeout: 60_000,
      reset: true,
      ...(body === undefined ? {} : { body }),
    });
    this.#keep(url, answer.headers['set-cookie']);
    const location = answer.headers.location;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      location: typeof location === 'string' ? new URL(location, url).toString() : undefined,
      text: await answer.body.text(),
      url,
    };
  }

  #keep(url: string, header: string | string[] | undefined): void {
    for (const line of [header ?? []].flat()) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('=')).trim();
      const value = pair.slice(pair.indexOf('=') + 1).trim();
      const isGone = attributes.some((each) => /^\s*(max-age=(0|-)|expires=thu, 01 jan 1970)/i.test(each));
      this.setCookie(url, name, isGone || value === '' ? undefined : value);
    }
  }
}

/** Plain text of an attribute or text node as React and the emulator write them. */
function unescapeHtml(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return names[String(name).toLowerCase()] ?? whole;
  });
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return found === undefined ? undefined : unescapeHtml(found);
}

/** The forms of a page, with the values a click on their (first) button would send. */
export function formsOf(answer: Answer): Form[] {
  // as a browser that runs scripts: a field that stands in <noscript> is not sent
  const text = answer.text.replace(/<noscript>[\s\S]*?<\/noscript>/gi, '');
  return [...text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => {
    const open = /<form\b[^>]*>/i.exec(form)?.[0] ?? '';
    const fields: Record<string, string> = {};
    for (const [input] of form.matchAll(/<input\b[^>]*>/gi)) {
      const name = attribute(input, 'name');
      if (name !== undefined) fields[name] = attribute(input, 'value') ?? '';
    }
    return {
      method: (attribute(open, 'method') ?? 'get').toLowerCase(),
      action: new URL(attribute(open, 'action') ?? answer.url, answer.url).toString(),
      fields,
    };
  });
}

/** The first form of a page whose action's path ends so. Throws with the page when there is none. */
export function formTo(answer: Answer, path: string): Form {
  const form = formsOf(answer).find(({ action }) => new URL(action).pathname.endsWith(path));
  if (form === undefined) {
    throw new Error(
      `no form to ${path} on ${answer.url} (${answer.status}):\n${answer.text.slice(0, 2_000)}`,
    );
  }
  return form;
}

/** Every address that a page links to, absolute. */
export function linksOf(answer: Answer): string[] {
  return [...answer.text.matchAll(/<a\b[^>]*>/gi)].flatMap(([tag]) => {
    const href = attribute(tag, 'href');
    return href === undefined ? [] : [new URL(href, answer.url).toString()];
  });
}

/** The page's title as it is read: its first `<h1>`, without markup. */
export function titleOf(answer: Answer): string {
  const inside = /<h1\b[^>]*>([\s\S]*?)<\/h1>/i.exec(answer.text)?.[1] ?? '';
  return unescapeHtml(inside.replace(/<[^>]*>/g, ''));
}

/** True when an element of the page holds exactly this text. */
export function says(answer: Answer, text: string): boolean {
  return unescapeHtml(answer.text).includes(`>${text}<`);
}
