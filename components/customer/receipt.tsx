import { AutoRefresh } from '#components/ui/auto-refresh';
import { Notice } from '#components/ui/notice';
import { Sentence } from '#components/ui/sentence';
import type { ReceiptMessage } from '#web/connections/receipt';

const REFRESH_SECONDS = 5;

/** What a disconnect came to; looks again while the end at Wise is still being tried. */
export function Receipt({ receipt, timeZone }: { receipt: ReceiptMessage; timeZone: string }) {
  return (
    <>
      {receipt.isPending ? <AutoRefresh seconds={REFRESH_SECONDS} /> : null}
      <Notice tone={receipt.tone} title={receipt.title} role="status">
        {receipt.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one receipt have no other identity, and never move
          <p key={index}>
            <Sentence parts={line} timeZone={timeZone} />
          </p>
        ))}
      </Notice>
    </>
  );
}
