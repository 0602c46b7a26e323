import type { ReactNode } from 'react';
import { classes } from '#components/ui/classes.ts';
import { Icon, type IconName } from '#components/ui/icon';
import type { AttemptMessage } from '#web/attempts/attempt-message';

const LOOKS: Record<AttemptMessage['tone'], { icon: IconName; ink: string }> = {
  good: { icon: 'check-circle', ink: 'text-good' },
  info: { icon: 'info', ink: 'text-muted' },
  warn: { icon: 'alert', ink: 'text-warn' },
  bad: { icon: 'cross-circle', ink: 'text-bad' },
};

type OutcomeHeaderProps = { message: AttemptMessage; isWaiting: boolean; children?: ReactNode };

/** The title of an attempt's page. It is announced when it changes by itself. */
export function OutcomeHeader({ message, isWaiting, children }: OutcomeHeaderProps) {
  const look = LOOKS[message.tone];
  return (
    <div className="mb-8" role="status">
      <Icon
        name={isWaiting ? 'clock' : look.icon}
        className={classes('-ml-1 mb-4 size-8 stroke-1', isWaiting ? 'text-muted' : look.ink)}
      />
      <h1 className="font-semibold text-title tracking-[-0.015em]">{message.title}</h1>
      <div className="mt-3 max-w-prose space-y-3">
        {message.text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        {children}
      </div>
    </div>
  );
}
