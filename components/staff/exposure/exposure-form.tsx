import type { Environment } from '#lib/env/wise';
import type { ExposureKey, ExposureRingKey } from '#web/connections/exposure';
import { staffExposureMessages } from '#web/messages/staff/exposure';
import { Button } from '../../ui/button';
import { Input, Select } from '../../ui/field';

const { filter: messages } = staffExposureMessages;

type ExposureFormProps = {
  keys: readonly ExposureKey[];
  ringKeys: readonly ExposureRingKey[];
  /** As the fields show them. */
  values: {
    from: string;
    to: string;
    environment?: Environment;
    key?: string;
    connection?: string;
    client?: string;
    ringKey?: string;
  };
};

/** A GET form: the address is the question, so it can be sent to a colleague. */
export function ExposureForm({ keys, ringKeys, values }: ExposureFormProps) {
  return (
    <search className="mb-8 block" data-screen-only>
      <form action="/staff/incidents/exposure" method="get" className="max-w-4xl space-y-4">
        {values.environment === undefined ? null : (
          <input type="hidden" name="environment" value={values.environment} />
        )}
        <div className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Input label={messages.from} name="from" type="datetime-local" defaultValue={values.from} />
          <Input label={messages.to} name="to" type="datetime-local" defaultValue={values.to} />
          <Select label={messages.key} name="key" defaultValue={values.key ?? ''}>
            <option value="">{messages.any}</option>
            {keys.map(({ id, name, isRevoked }) => (
              <option key={id} value={id}>
                {isRevoked ? messages.revoked(name) : name}
              </option>
            ))}
          </Select>
          <Input
            label={messages.connection}
            name="connection"
            defaultValue={values.connection ?? ''}
            maxLength={36}
            autoComplete="off"
            spellCheck={false}
          />
          <Input
            label={messages.client}
            hint={messages.clientHint}
            name="client"
            defaultValue={values.client ?? ''}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
          />
          <Select
            label={messages.ringKey}
            hint={messages.ringKeyHint}
            name="encryption-key"
            defaultValue={values.ringKey ?? ''}
          >
            <option value="">{messages.any}</option>
            {ringKeys.map(({ id, isDestroyed }) => (
              <option key={id} value={id}>
                {isDestroyed ? messages.destroyed(id) : id}
              </option>
            ))}
          </Select>
        </div>
        <Button busy={messages.busy}>{messages.submit}</Button>
      </form>
    </search>
  );
}
