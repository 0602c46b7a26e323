import type { ReactNode } from 'react';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Button } from '../../ui/button';
import { WithoutJavaScript } from '../../ui/without-javascript';

const messages = staffCustomerMessages.export;

type ExportFormProps = { action: string; csrf: string; cancel: ReactNode };

/** What an export has, and the form that downloads it. */
export function ExportForm({ action, csrf, cancel }: ExportFormProps) {
  return (
    <div className="space-y-6">
      <ul className="list-disc space-y-2 pl-5 leading-6 marker:text-muted">
        {messages.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        <WithoutJavaScript />
        <div className="flex flex-wrap gap-3">
          <Button busy={messages.preparing}>{messages.download}</Button>
          {cancel}
        </div>
      </form>
    </div>
  );
}
