import type { Withdrawal } from '#lib/contract/withdrawals';
import { staffWithdrawalMessages as messages } from '#web/messages/staff/withdrawal';
import { Input, Select } from '../ui/field';
import { EndForm, type EndFormProps } from './end-form';

const FIELDS = ['channel', 'receivedOn', 'reference'] satisfies (keyof Withdrawal)[];

type WithdrawalFormProps = EndFormProps & {
  /** The days on which it can have arrived; the last one is today. */
  days: { firstDay: string; lastDay: string };
  /** Words of what was wrong with the last try, by field. */
  errors?: Partial<Record<keyof Withdrawal, string>> | undefined;
  /** Of the reference, in characters. */
  maxLength: number;
  /** What its writer had typed before. */
  typed?: Partial<Record<keyof Withdrawal, string | undefined>> | undefined;
};

/** The form that records how and when a customer withdrew, and ends the connection for them. */
export function WithdrawalForm({ days, errors = {}, maxLength, typed = {}, ...rest }: WithdrawalFormProps) {
  return (
    <EndForm act="connection.withdraw" points={messages.points} fields={FIELDS} {...rest}>
      <Select
        label={messages.channel}
        name="channel"
        error={errors.channel}
        defaultValue={typed.channel ?? ''}
        required
      >
        <option value="">{messages.choose}</option>
        {Object.entries(messages.channels).map(([channel, name]) => (
          <option key={channel} value={channel}>
            {name}
          </option>
        ))}
      </Select>
      <Input
        label={messages.receivedOn}
        hint={messages.receivedOnHint}
        name="receivedOn"
        type="date"
        error={errors.receivedOn}
        defaultValue={typed.receivedOn ?? days.lastDay}
        required
        min={days.firstDay}
        max={days.lastDay}
      />
      <Input
        label={messages.reference}
        hint={messages.referenceHint}
        name="reference"
        error={errors.reference}
        defaultValue={typed.reference}
        maxLength={maxLength}
        dir="auto"
        autoComplete="off"
      />
    </EndForm>
  );
}
