import { Phrase } from '#components/ui/sentence';
import { attemptMessages } from '#web/messages/customer/attempts';

/** What a customer can read to somebody who looks into it; one click selects it whole. */
export function QuotedReference({ reference }: { reference: string }) {
  const shown = (
    <strong className="select-all font-semibold text-ink tabular-nums tracking-wide">{reference}</strong>
  );
  return (
    <p className="mt-8 text-muted text-sm">
      <Phrase parts={attemptMessages.reference(shown)} />
    </p>
  );
}
