import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon, type IconName } from './icon';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'neutral';

const COLOURS: Record<Tone, string> = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-ink',
  neutral: 'text-muted',
};

const ICONS: Record<Tone, IconName> = {
  good: 'check-circle',
  warn: 'alert',
  bad: 'cross-circle',
  info: 'info',
  neutral: 'unlink',
};

/** A status: an icon and a word, so that colour is never the only sign. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-sm',
        COLOURS[tone],
      )}
    >
      <Icon name={icon ?? ICONS[tone]} />
      {children}
    </span>
  );
}

/** A short label without a state, such as the name of an environment. */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex items-center whitespace-nowrap rounded-sm border border-edge px-1.5 font-medium text-muted text-xs leading-5">
      {children}
    </span>
  );
}
