import * as z from 'zod';
import { Secret } from '#lib/log/secret';

/** Where the staff's chat takes messages. Whoever has the address can write there, so it is a Secret, and no message repeats it. */
export function chatWebhook() {
  return z.string().transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '')
      return new Secret(value);
    context.addIssue({
      code: 'custom',
      message: 'must be an https:// address, without a user, a password or a #',
    });
    return z.NEVER;
  });
}
