import { AppError } from '#lib/errors/app-error';
import { isStorable, toStorable } from '#lib/text/storable';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { CSRF_FIELD, isCsrfToken } from './csrf';
import { assertSameOrigin } from './same-origin';

const MAX_FORM_BYTES = 16 * 1024;

type Env = Pick<WebEnv, 'APP_URL' | 'NEXTAUTH_SECRET'>;

/** The fields of a posted form. */
export type Form = {
  /**
   * A field's value, trimmed; undefined when it is missing or empty.
   *
   * @throws AppError BAD_REQUEST when the field is repeated, longer than `maxLength` characters, or cannot be stored.
   */
  text(name: string, maxLength?: number): string | undefined;
  /** The values of a field that may be given many times, as boxes of a list are. */
  texts(name: string): readonly string[];
  /** What a person wrote, line breaks kept, made storable; undefined and BAD_REQUEST as `text`. */
  writing(name: string, maxLength?: number): string | undefined;
};

/**
 * Reads the form of a signed-in person: checks where it came from and its token before anything else.
 *
 * @throws AppError CROSS_SITE_REQUEST, BAD_REQUEST (not an HTML form), BODY_TOO_LARGE
 */
export async function readForm(request: Request, sessionId: string, env: Env = webEnv()): Promise<Form> {
  const form = await readOpenForm(request, env);
  if (!isCsrfToken(form.text(CSRF_FIELD), sessionId, env)) {
    throw new AppError('CROSS_SITE_REQUEST', { log: 'the form token is missing or of another session' });
  }
  return form;
}

/**
 * Reads a form that nobody has to be signed in for (sign-in itself): checks where it came from.
 *
 * @throws AppError CROSS_SITE_REQUEST, BAD_REQUEST, BODY_TOO_LARGE
 */
export async function readOpenForm(request: Request, env: Pick<Env, 'APP_URL'> = webEnv()): Promise<Form> {
  assertSameOrigin(request, env);
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError('BAD_REQUEST', { log: 'the body is not an HTML form' });
  }
  const fields = new URLSearchParams(await readCapped(request));
  return {
    text: (name, maxLength = 2_000) => {
      const value = single(fields, name, maxLength);
      if (value === undefined || isStorable(value)) return value;
      throw new AppError('BAD_REQUEST', { log: `field ${name} has characters that cannot be stored` });
    },
    texts: (name) => fields.getAll(name),
    writing: (name, maxLength = 2_000) =>
      toStorable(single(fields, name, maxLength) ?? '', { keepsLines: true }) || undefined,
  };
}

function single(fields: URLSearchParams, name: string, maxLength: number): string | undefined {
  const values = fields.getAll(name);
  const value = values[0]?.trim();
  if (values.length > 1 || (value?.length ?? 0) > maxLength) {
    throw new AppError('BAD_REQUEST', { log: `field ${name} is repeated or too long` });
  }
  return value === '' ? undefined : value;
}

async function readCapped(request: Request): Promise<string> {
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_FORM_BYTES) throw new AppError('BODY_TOO_LARGE');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
