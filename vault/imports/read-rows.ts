import { z } from 'zod';
import { customerSchema } from '#lib/contract/connect-sessions';
import { ENVIRONMENTS } from '#lib/env/wise';
import { sha256Hex } from '#lib/hash/tokens';
import { Secret } from '#lib/log/secret';

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
  const lines = Buffer.from(plaintext).toString('utf8').split('\n');
  const seen = new Map<string, number>();
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (text.trim() === '') continue;
    const read = readRow(text);
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

function readRow(text: string): { row: z.output<typeof rowSchema> } | { what: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { what: 'not a JSON object' };
  }
  const parsed = rowSchema.safeParse(value);
  if (parsed.success) return { row: parsed.data };
  return { what: parsed.error.issues.map(tellIssue).join('; ') };
}

/** Without zod's own words where they quote what stands there. */
function tellIssue({ code, path, message }: z.core.$ZodIssue): string {
  const field = path.join('.') || 'line';
  if (code === 'unrecognized_keys') return 'a field that is not known';
  if (code === 'invalid_type') return `${field}: missing, or of another type`;
  if (code === 'invalid_value') return `${field}: one of ${ENVIRONMENTS.join(', ')}`;
  return code === 'invalid_format' && !message.startsWith('Invalid')
    ? `${field}: ${message}`
    : `${field}: not valid`;
}
