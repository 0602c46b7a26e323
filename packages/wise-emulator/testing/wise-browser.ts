import { signInAsWiseUser } from './wise-customer';

/**
 * What a customer's browser does with an authorise address that somebody else made: opens it, signed in, chooses a
 * profile on the page that comes, and presses "Give access". Returns the address that it is sent back to.
 */
export async function followToConsent(authoriseUrl: string, userId: string, profileId: string): Promise<URL> {
  const { origin } = new URL(authoriseUrl);
  const cookie = await signInAsWiseUser(origin, userId);
  const page = await (await fetch(authoriseUrl, { headers: { cookie } })).text();
  const form = page.match(/<form[^>]* action="([^"]*decision)"/);
  if (!form?.[1]) throw new Error(`There is no consent to give:\n${page}`);
  const pressed = await fetch(new URL(form[1], origin), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ ...hiddenFields(page), profile_id: profileId, decision: 'give' }),
  });
  return new URL(pressed.headers.get('location') ?? '', origin);
}

/** The hidden fields of a page's form, as a browser reads them. */
export function hiddenFields(page: string): Record<string, string> {
  const found = page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, unescapeHtml(value)]));
}

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function unescapeHtml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
