import * as z from 'zod';
import { customerSchema } from '#lib/contract/connect-sessions';
import { ENVIRONMENTS } from '#lib/env/wise';
import { sha256Hex } from '#lib/hash/sha256';
import { Secret } from '#lib/log/secret';
import { tellJsonFault } from './json-fault';

/** Grants in one file: it becomes connections in one transaction. */
export const MOST_ROWS = 1_000;

const wiseId = z.string().regex(/^\d{1,19}$/, 'digits, in quotation marks');
/** RFC 6749, appendix A.17: visible characters and spaces. */
const token = z.string().regex(/^[\x20-\x7e]{1,65536}$/, 'visible ASCII characters');

const rowSchema = customerSchema.extend({
  environment: z.enum(ENVIRONMENTS),
  profile_id: wiseId,
  user_id: wiseId.optional(),
  refresh_token: token,
});

/** One grant as the file says it. */
export type FileRow = Omit<z.output<typeof rowSchema>, 'refresh_token'> & {
  line: number;
  refreshToken: Secret;
};
export type Problem = { line: number; what: string };

/**
 * Every line is looked at before any of them is used. A problem names the line and the field, never what stands in it: it may be
 * a token in the wrong place.
 */
export function readRows(plaintext: Uint8Array): { rows: FileRow[] } | { problems: Problem[] } {
  const rows: FileRow[] = [];
  const problems: Problem[] = [];
  if (isUtf16(plaintext)) return { problems: [{ line: 1, what: 'the file is UTF-16: save it as UTF-8' }] };
  const seen = new Map<string, number>();
  for (const [index, bytes] of splitLines(plaintext).entries()) {
    const line = index + 1;
    const read = readRow(bytes);
    if (read === 'empty') continue;
    if ('what' in read) problems.push({ line, what: read.what });
    else {
      const { refresh_token: refreshToken, ...row } = read.row;
      const key = `${row.environment} ${sha256Hex(refreshToken)}`;
      const before = seen.get(key);
      if (before !== undefined) problems.push({ line, what: `the same refresh_token as line ${before}` });
      seen.set(key, line);
      rows.push({ ...row, line, refreshToken: new Secret(refreshToken) });
    }
  }
  if (problems.length === 0 && rows.length === 0) problems.push({ line: 1, what: 'there is no grant in it' });
  if (rows.length > MOST_ROWS)
    problems.push({ line: 1, what: `${rows.length} grants: one file has ${MOST_ROWS} at most` });
  return problems.length > 0 ? { problems } : { rows };
}

/** As Windows PowerShell writes files: with a byte order mark (RFC 2781, section 4.3). */
const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

function splitLines(plaintext: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from <= plaintext.length; ) {
    const end = plaintext.indexOf(0x0a, from);
    lines.push(plaintext.subarray(from, end === -1 ? undefined : end));
    from = end === -1 ? plaintext.length + 1 : end + 1;
  }
  return lines;
}

type ReadRow = { row: z.output<typeof rowSchema> } | { what: string } | 'empty';

function readRow(bytes: Uint8Array): ReadRow {
  let text: string;
  let value: unknown;
  try {
    // leaves out the byte order mark that editors of Windows begin a file with; a line's \r is white space to JSON
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { what: 'not UTF-8' };
  }
  if (text.trim() === '') return 'empty';
  try {
    value = JSON.parse(text);
  } catch {
    return { what: tellJsonFault(text) };
  }
  const parsed = rowSchema.safeParse(value);
  if (parsed.success) return { row: parsed.data };
  return { what: parsed.error.issues.map(tellIssue).join('; ') };
}

/** Without zod's own words where they quote what stands there. */
function tellIssue({ code, path, message }: z.core.$ZodIssue): string {
  if (code === 'invalid_type' && path.length === 0) return 'JSON, but not an object';
  const field = path.join('.') || 'line';
  if (code === 'unrecognized_keys') return 'a field that is not known';
  if (code === 'invalid_type') return `${field}: missing, or of another type`;
  if (code === 'invalid_value') return `${field}: one of ${ENVIRONMENTS.join(', ')}`;
  return code === 'invalid_format' && !message.startsWith('Invalid')
    ? `${field}: ${message}`
    : `${field}: not valid`;
}
