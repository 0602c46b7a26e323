import * as z from 'zod';
import { ENCODE_PASSWORD, isCutByPassword } from '#lib/env/cut-address.mjs';
import { Secret } from '#lib/log/secret';

/**
 * A mail server's address: scheme, user, password, host and port, which is all that is read of it. Holds a password, so
 * it is a Secret, and no message repeats any part.
 */
export function mailServer() {
  return z.string().transform((value, context) => {
    const problem = mailServerProblem(value);
    if (problem === undefined) return new Secret(value);
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

function mailServerProblem(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (/^smtps?:\/\//.test(value) && (url === null || isCutByPassword(url))) {
    return `is cut off inside its password: ${ENCODE_PASSWORD}`;
  }
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    return 'must be an smtp:// (STARTTLS) or smtps:// address';
  }
  if (!['', '/'].includes(url.pathname) || url.search !== '') {
    return (
      'must end with the host or its port: options after it are not read. smtps:// is TLS from the first byte, smtp:// is ' +
      'STARTTLS, which a server on this machine need not offer; SMTP_CA_FILE names the certificate to trust'
    );
  }
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    return 'must write % in its user or password as %25';
  }
  return undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** An address, or a name and an address in angle brackets. Without one the mail library sends as nobody, and most servers refuse that. */
const SENDER = /^(?:[^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@,;]+@[^<>\s@,;]+)$/;

/** Who mail is from. */
export function mailSender() {
  return z
    .string()
    .regex(SENDER, 'must be an address, or a name and an address: Example Bank <no-reply@example.com>');
}
