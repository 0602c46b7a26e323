import type { ReactNode } from 'react';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Button } from '../../ui/button';
import { Input } from '../../ui/field';
import { WithoutJavaScript } from '../../ui/without-javascript';

const messages = staffCustomerMessages.erase;

type EraseFormProps = { action: string; csrf: string; error: string | undefined; cancel: ReactNode };

/** What an erasure does, and the form that begins it. */
export function EraseForm({ action, csrf, error, cancel }: EraseFormProps) {
  return (
    <div className="space-y-6">
      <ul className="list-disc space-y-2 pl-5 leading-6 marker:text-muted">
        {messages.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <form method="post" action={action} className="space-y-4">
        <input type="hidden" name="csrf" value={csrf} />
        <WithoutJavaScript />
        <Input
          label={messages.typeWord}
          name="word"
          error={error}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
        />
        <div className="flex flex-wrap gap-3">
          <Button tone="danger" busy={messages.erasing}>
            {messages.confirm}
          </Button>
          {cancel}
        </div>
      </form>
    </div>
  );
}
