/** What a customer can read to somebody who looks into it; one click selects it whole. */
export function QuotedReference({ reference }: { reference: string }) {
  return (
    <p className="mt-8 text-muted text-sm">
      Reference{' '}
      <strong className="select-all font-semibold text-ink tabular-nums tracking-wide">{reference}</strong>.
      Quote it if you ask for help.
    </p>
  );
}
