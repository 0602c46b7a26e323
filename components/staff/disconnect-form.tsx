import { staffConnectionMessages } from '#web/messages/staff/connection';
import { Textarea } from '../ui/field';
import { EndForm, type EndFormProps } from './end-form';

const messages = staffConnectionMessages.disconnect;

const FIELDS = ['reason'];

type DisconnectFormProps = EndFormProps & {
  /** Where a withdrawal is recorded instead. */
  withdrawalHref: string;
  /** Words of what was wrong with the last try. */
  error?: string | undefined;
  /** Of the reason, in characters. */
  maxLength: number;
  /** What its writer had typed before they had to sign in again. */
  reason?: string | undefined;
};

/** What a disconnect does, and the form that does it: the reason is required and goes to the audit trail. */
export function DisconnectForm({ withdrawalHref, error, maxLength, reason, ...rest }: DisconnectFormProps) {
  return (
    <>
      <p className="text-sm leading-6">
        {messages.askedByCustomer}{' '}
        <a href={withdrawalHref} className="link inline-flex min-h-11 items-center sm:min-h-6">
          {messages.recordInstead}
        </a>
      </p>
      <EndForm act="connection.disconnect" points={messages.points} fields={FIELDS} {...rest}>
        <Textarea
          label={messages.reason}
          name="reason"
          hint={messages.reasonHint}
          error={error}
          defaultValue={reason}
          required
          maxLength={maxLength}
        />
      </EndForm>
    </>
  );
}
