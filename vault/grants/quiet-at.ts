/**
 * SQL: when no request that is out for this row can act at Wise any more, at the earliest `ownMs` from now. A row that
 * somebody else is refreshing counts from his claim, because he may not even have sent; a pause that is running counts on.
 *
 * @param ownMs, silenceMs placeholders.
 */
export function quietAt(ownMs: `$${number}`, silenceMs: `$${number}`): string {
  return `greatest(now() + ${ownMs}::float8 * interval '1 millisecond', uncertain_until,
    CASE state WHEN 'refreshing' THEN refresh_sent_at + ${silenceMs}::float8 * interval '1 millisecond' END)`;
}
