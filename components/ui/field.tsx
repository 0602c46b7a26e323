import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';

const CONTROL =
  'block min-h-11 w-full rounded-md border border-edge bg-surface px-3 py-2 text-base text-ink placeholder:text-muted disabled:opacity-60 aria-invalid:border-bad sm:min-h-10 sm:text-sm';

type FieldText = { label: string; hint?: string | undefined; error?: string | undefined };

/** A label, its control, and the texts that explain it; the control's ids come from `id`. */
function Field({ id, label, hint, error, children }: FieldText & { id: string; children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium text-sm">
        {label}
      </label>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="mb-2 text-muted text-sm">
          {hint}
        </p>
      )}
      {children}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="mt-2 font-medium text-bad text-sm">
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, texts: FieldText) {
  const ids = [texts.hint && `${id}-hint`, texts.error && `${id}-error`].filter(Boolean).join(' ');
  return {
    ...(ids === '' ? {} : { 'aria-describedby': ids }),
    // The page of a refused form opens at the field, which then reads out its label, hint and error.
    ...(texts.error === undefined ? {} : { 'aria-invalid': true, autoFocus: true }),
  };
}

type Named = FieldText & { name: string; id?: string };

/** A labelled one-line field. */
export function Input({
  label,
  hint,
  error,
  name,
  id = name,
  className,
  ...rest
}: Named & Omit<ComponentProps<'input'>, 'name' | 'id'>) {
  const texts = { label, hint, error };
  return (
    <Field id={id} {...texts}>
      <input
        id={id}
        name={name}
        className={classes(CONTROL, className)}
        {...described(id, texts)}
        {...rest}
      />
    </Field>
  );
}

/** A field whose value its form never sends, also without JavaScript: it has no name. A script of the page reads it. */
export function UnsentInput({
  label,
  hint,
  id,
  ...rest
}: FieldText & { id: string } & ComponentProps<'input'>) {
  return (
    <Field id={id} label={label} hint={hint}>
      <input id={id} className={CONTROL} {...described(id, { label, hint })} {...rest} />
    </Field>
  );
}

/** A labelled choice from a list. */
export function Select({
  label,
  hint,
  error,
  name,
  id = name,
  className,
  ...rest
}: Named & Omit<ComponentProps<'select'>, 'name' | 'id'>) {
  const texts = { label, hint, error };
  return (
    <Field id={id} {...texts}>
      <select
        id={id}
        name={name}
        className={classes(CONTROL, className)}
        {...described(id, texts)}
        {...rest}
      />
    </Field>
  );
}

/** A labelled field of several lines. */
export function Textarea({
  label,
  hint,
  error,
  name,
  id = name,
  className,
  rows = 3,
  // what people write has the direction of its own language
  dir = 'auto',
  ...rest
}: Named & Omit<ComponentProps<'textarea'>, 'name' | 'id'>) {
  const texts = { label, hint, error };
  return (
    <Field id={id} {...texts}>
      <textarea
        id={id}
        name={name}
        rows={rows}
        dir={dir}
        className={classes(CONTROL, className)}
        {...described(id, texts)}
        {...rest}
      />
    </Field>
  );
}
