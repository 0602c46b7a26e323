/** By what path in a body a value is found. */
export type Path = readonly string[];

const OCCURRED_AT: Path = ['data', 'occurred_at'];

/** Where the time stands that orders events of a type, where it is not `data.occurred_at` (docs/wise.md 12.4). */
const ORDERED_BY: Readonly<Record<string, Path>> = {
  'recipients#state-change': ['data', 'resource', 'occurred_at'],
  'account-details-order#order-state-change': ['data', 'modification_time'],
  'partner-support#case-changed': ['data', 'resource', 'updatedAt'],
  'kyc-reviews#state-change': ['data', 'resource', 'updatedAt'],
};

/**
 * The fields by which events of a type are ordered, the first that is there counts: its own, the usual one, and last the
 * time it was sent, which Wise calls best effort.
 */
export function orderFields(eventType: string): readonly Path[] {
  const own = Object.hasOwn(ORDERED_BY, eventType) ? ORDERED_BY[eventType] : undefined;
  return own === undefined ? [OCCURRED_AT, ['sent_at']] : [own, OCCURRED_AT, ['sent_at']];
}

/** A value inside a body that was parsed losslessly; undefined where the path leads nowhere. */
export function valueAt(body: unknown, path: Path): unknown {
  let value = body;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
