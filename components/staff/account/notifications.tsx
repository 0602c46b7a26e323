import { staffAccountMessages } from '#web/messages/staff/account';
import type { NotificationChoices } from '#web/notifications/choices';
import { Button } from '../../ui/button';
import { Input, Select } from '../../ui/field';

const messages = staffAccountMessages.notifications;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

type NotificationsProps = {
  choices: NotificationChoices;
  /** What was chosen before, and not saved. */
  typed: Readonly<Record<string, string>>;
  csrf: string;
  /** The deployment's. */
  timeZone: string;
  mayApprove: boolean;
  hasMail: boolean;
  hasChat: boolean;
};

/** What whoever looks is emailed, and when. */
export function Notifications(props: NotificationsProps) {
  const { choices, typed, csrf, timeZone, mayApprove, hasMail, hasChat } = props;
  return (
    <form method="post" action="/staff/account/notifications" className="space-y-4">
      <input type="hidden" name="csrf" value={csrf} />
      {hasMail ? null : <p className="leading-6">{messages.noMail}</p>}
      {hasChat ? <p className="text-muted text-sm leading-6">{messages.chat}</p> : null}
      <div className="grid items-end gap-4 sm:grid-cols-2">
        <Told
          name="alarms"
          texts={messages.alarms}
          value={typed.alarms ?? choices.alarms}
          when={messages.when}
        />
        <Told name="owned" texts={messages.owned} value={typed.owned ?? choices.owned} when={messages.when} />
        {mayApprove ? (
          <Told
            name="approvals"
            texts={messages.approvals}
            value={typed.approvals ?? choices.approvals}
            when={messages.approvals.when}
          />
        ) : (
          <input type="hidden" name="approvals" value={choices.approvals} />
        )}
        <Select
          label={messages.digest.label}
          hint={messages.digest.hint}
          name="digestHour"
          defaultValue={typed.digestHour ?? choices.digestHour ?? 'none'}
        >
          <option value="none">{messages.noDigest}</option>
          {HOURS.map((hour) => (
            <option key={hour} value={hour}>
              {messages.at(hour)}
            </option>
          ))}
        </Select>
        <Input
          label={messages.timeZone}
          hint={messages.timeZoneHint(timeZone)}
          name="timeZone"
          defaultValue={typed.timeZone ?? choices.timeZone ?? ''}
          maxLength={60}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <label className="flex min-h-11 items-center gap-3 text-sm">
        <input
          type="checkbox"
          name="auditHeads"
          defaultChecked={typed.auditHeads === undefined ? choices.auditHeads : typed.auditHeads === 'on'}
          className="size-6 accent-accent sm:size-4"
        />
        <span>{messages.auditHeads}</span>
      </label>
      <Button busy={messages.saving}>{messages.save}</Button>
    </form>
  );
}

type ToldProps = {
  name: string;
  texts: { label: string; hint: string };
  value: string;
  when: Record<string, string>;
};

function Told({ name, texts, value, when }: ToldProps) {
  return (
    <Select label={texts.label} hint={texts.hint} name={name} defaultValue={value}>
      {Object.entries(when).map(([word, text]) => (
        <option key={word} value={word}>
          {text}
        </option>
      ))}
    </Select>
  );
}
