import type { ComponentProps } from 'react';
import { BusyButton } from './busy-button';
import { classes } from './classes.ts';

export type ButtonTone = 'primary' | 'quiet' | 'danger';

const SHAPE =
  'button inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-md border px-5 py-2 text-center font-medium text-sm no-underline motion-safe:transition-colors motion-safe:duration-100 disabled:cursor-not-allowed disabled:opacity-60 sm:min-h-10';

const TONES: Record<ButtonTone, string> = {
  primary: 'border-transparent bg-accent text-accent-ink hover:brightness-92 active:brightness-84',
  quiet: 'border-edge bg-surface text-ink hover:bg-raised active:border-ink',
  danger: 'border-transparent bg-danger text-danger-ink hover:brightness-92 active:brightness-84',
};

type ButtonProps = ComponentProps<'button'> & {
  tone?: ButtonTone;
  /** What it says while its form is under way: "Checking…". Every button that sends a form has it. */
  busy?: string;
  busyForMs?: number;
};

/** A button of a form. Submits unless told otherwise. */
export function Button({
  tone = 'primary',
  type = 'submit',
  className,
  busy,
  busyForMs,
  ...rest
}: ButtonProps) {
  const props = { type, className: classes(SHAPE, TONES[tone], className), ...rest };
  return busy === undefined ? (
    <button {...props} />
  ) : (
    <BusyButton busy={busy} {...(busyForMs === undefined ? {} : { busyForMs })} {...props} />
  );
}

type ButtonLinkProps = ComponentProps<'a'> & { href: string; tone?: ButtonTone };

/** A link that looks like a button: for going somewhere, never for changing something. */
export function ButtonLink({ tone = 'quiet', className, children, ...rest }: ButtonLinkProps) {
  return (
    <a className={classes(SHAPE, TONES[tone], className)} {...rest}>
      {children}
    </a>
  );
}
