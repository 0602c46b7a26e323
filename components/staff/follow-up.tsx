import type { ReactNode } from 'react';
import type { Colleague, FollowUp as Facts } from '#web/connections/follow-up';
import { staffFollowUpMessages } from '#web/messages/staff/follow-up';
import { Bidi } from '../ui/bidi';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Input, Select, Textarea } from '../ui/field';
import { Icon } from '../ui/icon';
import { Time } from '../ui/time';
import { WithoutJavaScript } from '../ui/without-javascript';

const { owner: ownerMessages, snooze: snoozeMessages, title } = staffFollowUpMessages;

type Acting = {
  /** Where the connection's page is. */
  path: string;
  csrf: string;
};

type FollowUpProps = {
  facts: Facts;
  /** Who looks. */
  staffId: string;
  timeZone: string;
  /** Undefined: who looks may not change it. */
  acting:
    | (Acting & {
        colleagues: readonly Colleague[];
        firstDay: string;
        lastDay: string;
        maxLength: number;
        /** What they had typed into the form of a snooze that was refused. */
        typed: Readonly<Record<string, string>>;
      })
    | undefined;
};

/** Whose turn the connection is, and until when it may wait. */
export function FollowUp({ facts, staffId, timeZone, acting }: FollowUpProps) {
  return (
    <Card aria-labelledby="follow-up" className="self-start">
      <h2 id="follow-up" className="mb-4 font-semibold text-lg">
        {title}
      </h2>
      <div className="space-y-5">
        <Owner owner={facts.owner} staffId={staffId} acting={acting} />
        <Snooze snooze={facts.snooze} timeZone={timeZone} acting={acting} />
      </div>
    </Card>
  );
}

function Owner({ owner, staffId, acting }: Pick<FollowUpProps, 'staffId' | 'acting'> & Pick<Facts, 'owner'>) {
  return (
    <div>
      <h3 className="text-muted text-sm leading-6">{ownerMessages.label}</h3>
      <p className="wrap-anywhere">
        {owner === null ? (
          ownerMessages.none
        ) : (
          <>
            <Bidi text={owner.name ?? owner.email} cap={60} />
            {owner.isDisabled ? ownerMessages.disabled : null}
          </>
        )}
      </p>
      {acting === undefined ? null : (
        <>
          {owner?.id === staffId ? null : (
            <PostForm acting={acting} action="/owner" className="mt-3">
              <input type="hidden" name="owner" value={staffId} />
              <Button tone="quiet" className="w-full" busy={ownerMessages.taking}>
                {ownerMessages.take}
              </Button>
            </PostForm>
          )}
          <Disclosure label={ownerMessages.change}>
            <PostForm acting={acting} action="/owner" className="space-y-3">
              <Select label={ownerMessages.label} name="owner" defaultValue={owner?.id ?? ''}>
                <option value="">{ownerMessages.none}</option>
                {acting.colleagues.map(({ id, name, email }) => (
                  <option key={id} value={id}>
                    {id === staffId ? ownerMessages.you(name ?? email) : (name ?? email)}
                  </option>
                ))}
              </Select>
              <Button tone="quiet" busy={ownerMessages.saving}>
                {ownerMessages.save}
              </Button>
            </PostForm>
          </Disclosure>
        </>
      )}
    </div>
  );
}

function Snooze({
  snooze,
  timeZone,
  acting,
}: Pick<FollowUpProps, 'timeZone' | 'acting'> & Pick<Facts, 'snooze'>) {
  return (
    <div>
      <h3 className="text-muted text-sm leading-6">{snoozeMessages.label}</h3>
      {snooze === null ? (
        <p>{snoozeMessages.none}</p>
      ) : (
        <>
          <p>
            {snoozeMessages.until}
            <Time at={snooze.until} timeZone={timeZone} />
          </p>
          <p className="mt-1 whitespace-pre-line text-sm leading-6 wrap-anywhere">
            <bdi>{snooze.reason}</bdi>
          </p>
        </>
      )}
      {acting === undefined ? null : (
        <>
          {snooze === null ? null : (
            <PostForm acting={acting} action="/snooze/end" className="mt-3">
              <Button tone="quiet" className="w-full" busy={snoozeMessages.ending}>
                {snoozeMessages.end}
              </Button>
            </PostForm>
          )}
          <Disclosure
            label={snooze === null ? snoozeMessages.open : snoozeMessages.change}
            isOpen={acting.typed.reason !== undefined}
          >
            <PostForm acting={acting} action="/snooze" className="space-y-3">
              <p className="text-muted text-sm leading-6">{snoozeMessages.lead}</p>
              <Input
                label={snoozeMessages.day}
                hint={snoozeMessages.dayHint}
                name="until"
                type="date"
                required
                min={acting.firstDay}
                max={acting.lastDay}
                defaultValue={acting.typed.until}
              />
              <Textarea
                label={snoozeMessages.reason}
                name="reason"
                id="snooze-reason"
                rows={2}
                defaultValue={acting.typed.reason}
                required
                maxLength={acting.maxLength}
              />
              <Button tone="quiet" busy={snoozeMessages.saving}>
                {snoozeMessages.save}
              </Button>
            </PostForm>
          </Disclosure>
        </>
      )}
    </div>
  );
}

/** A form of the connection's page. */
export function PostForm({
  acting: { path, csrf },
  action,
  className,
  children,
}: {
  acting: Acting;
  /** What follows the page's address. */
  action: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <form method="post" action={path + action} className={className}>
      <input type="hidden" name="csrf" value={csrf} />
      <WithoutJavaScript />
      {children}
    </form>
  );
}

function Disclosure({
  label,
  isOpen = false,
  children,
}: {
  label: string;
  isOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <details className="group mt-1" open={isOpen}>
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 py-2 font-medium text-sm">
        <Icon name="chevron-right" className="text-muted group-open:rotate-90" />
        {label}
      </summary>
      <div className="pt-2 pb-1">{children}</div>
    </details>
  );
}
