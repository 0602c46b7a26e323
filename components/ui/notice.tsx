import type { ReactNode } from 'react';
import type { Tone } from './badge';
import { classes } from './classes.ts';
import { Icon, type IconName } from './icon';

export type NoticeTone = Exclude<Tone, 'neutral'>;

const LOOKS: Record<NoticeTone, { icon: IconName; edge: string; ink: string }> = {
  info: { icon: 'info', edge: 'border-line', ink: 'text-muted' },
  good: { icon: 'check-circle', edge: 'border-line', ink: 'text-good' },
  warn: { icon: 'alert', edge: 'border-warn', ink: 'text-warn' },
  bad: { icon: 'cross-circle', edge: 'border-bad', ink: 'text-bad' },
};

type NoticeProps = {
  tone: NoticeTone;
  title: ReactNode;
  children?: ReactNode;
  /** `alert` speaks at once, `status` politely; leave out for text that was there from the start. */
  role?: 'alert' | 'status';
};

export function Notice({ tone, title, children, role }: NoticeProps) {
  const look = LOOKS[tone];
  return (
    <div role={role} className={classes('rounded-md border bg-raised p-4', look.edge)}>
      <div className="flex gap-3">
        <Icon name={look.icon} className={classes('mt-0.5', look.ink)} />
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-ink">{title}</p>
          {children === undefined ? null : (
            <div className="mt-1 space-y-3 text-ink text-sm leading-6">{children}</div>
          )}
        </div>
      </div>
    </div>
  );
}
