import * as z from 'zod';

const headSchema = z.object({ key: z.object({ id: z.string() }), signature: z.string() });
const closedSchema = z.object({ closed: z.object({ summary: z.string(), by: z.string() }) });

/** What the printed page takes from the signed lines themselves; it verifies nothing: cli/verify-incident-report.mjs does. */
export function readReportLines(text: string): { keyId: string; summary: string; closedBy: string } {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const head = headSchema.parse(lines.at(0));
  const closed = lines.map((line) => closedSchema.safeParse(line).data).find((each) => each !== undefined);
  return { keyId: head.key.id, summary: closed?.closed.summary ?? '', closedBy: closed?.closed.by ?? '' };
}
