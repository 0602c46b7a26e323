import { auditMessages } from '#web/messages/audit';

export type AuditFact = {
  label: string;
  value: string;
  /** Where the value is an instant: shown as every other time is. */
  at?: Date;
};

/** As the vault writes an instant into an entry. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Shown elsewhere in the entry. */
const SHOWN_ELSEWHERE = new Set(['role', 'reason', 'by']);

/** What was done. */
export function auditAction(action: string): string {
  return textOf(auditMessages.actions, action) ?? humanise(action.replaceAll('.', ' '));
}

/** The reason of an act: what the person wrote, else the text of the reason's code. */
export function auditReason(
  detail: Readonly<Record<string, unknown>>,
  personal: Readonly<Record<string, unknown>> | null,
): string | null {
  if (typeof personal?.reason === 'string' && personal.reason !== '') return personal.reason;
  if (typeof detail.reason !== 'string') return null;
  return textOf(auditMessages.reasons, detail.reason) ?? humanise(detail.reason);
}

/** The other details of an entry (ids, codes, counts), labelled. */
export function auditFacts(detail: Readonly<Record<string, unknown>>): AuditFact[] {
  return Object.entries(detail).flatMap(([key, value]) => {
    if (SHOWN_ELSEWHERE.has(key) || value === null || typeof value === 'object') return [];
    const plain = String(value);
    const fact = { label: humanise(key), value: textOf(auditMessages.values, plain) ?? plain };
    return [INSTANT.test(plain) ? { ...fact, at: new Date(plain) } : fact];
  });
}

/** A newer version may have written what this one has no words for. */
function textOf(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

// `attemptId`, `attempt_id` and `attempt id` all become `Attempt ID`.
function humanise(name: string): string {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace(/\bid\b/, 'ID');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
