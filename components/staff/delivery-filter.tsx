import { staffWebhookMessages } from '#web/messages/staff/webhooks';
import type { DeliveryFilter } from '#web/webhooks/deliveries';
import { Button, ButtonLink } from '../ui/button';
import { Input, Select } from '../ui/field';

const { filter: messages, outcomes } = staffWebhookMessages;

/** A GET form: the address is the state, so it can be sent to a colleague. */
export function DeliveryFilterForm({ filter, isNarrowed }: { filter: DeliveryFilter; isNarrowed: boolean }) {
  return (
    <search className="mb-6">
      <form action="/staff/webhooks" method="get" className="flex flex-wrap items-end gap-4">
        {filter.environment === undefined ? null : (
          <input type="hidden" name="environment" value={filter.environment} />
        )}
        <div className="min-w-0 grow basis-72">
          <Input
            label={messages.type}
            hint={messages.typeHint}
            name="type"
            defaultValue={filter.type ?? ''}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <div className="basis-44 max-sm:grow">
          <Select label={messages.outcome} name="outcome" defaultValue={filter.outcome ?? ''}>
            <option value="">{messages.all}</option>
            {Object.entries(outcomes).map(([outcome, label]) => (
              <option key={outcome} value={outcome}>
                {label}
              </option>
            ))}
          </Select>
        </div>
        <div className="flex gap-3 max-sm:w-full">
          <Button busy={messages.filtering}>{messages.submit}</Button>
          {isNarrowed ? <ButtonLink href="/staff/webhooks">{messages.clear}</ButtonLink> : null}
        </div>
      </form>
    </search>
  );
}
