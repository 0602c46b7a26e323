'use client';
import {
  type ComponentProps,
  type FormEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
} from 'react';
import { onReturned, submitIntoPopup } from '../browser/popup.js';

export { returnToOpener } from '../browser/popup.js';

export interface ConnectButtonProps extends Omit<ComponentProps<'button'>, 'form' | 'type' | 'onSubmit'> {
  /** Your own address that makes a connect session and redirects to its `url`. It is posted to. */
  action: string;
  /** What goes with the post, such as your token against forged requests. */
  fields?: Readonly<Record<string, string>>;
  /** In a window of its own, or in this one. */
  mode?: 'popup' | 'page';
  /** The window is back: ask your back end how it went. The page reloads when it is not given. */
  onReturned?: () => void;
  children?: ReactNode;
}

/** A form with one button, which works before React does. The classes and the rest of the props are the button's. */
export function ConnectButton({
  action,
  fields = {},
  mode = 'popup',
  onReturned: returned,
  children = 'Connect Wise',
  ...button
}: ConnectButtonProps): ReactElement {
  const latest = useRef(returned);
  latest.current = returned;
  const isWaiting = useRef(false);
  useEffect(() => {
    if (mode !== 'popup') return;
    return onReturned(() => {
      if (!isWaiting.current) return;
      if (latest.current) latest.current();
      else window.location.reload();
    });
  }, [mode]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    if (mode !== 'popup') return;
    isWaiting.current = true;
    submitIntoPopup(event.currentTarget);
  }

  return (
    <form method="post" action={action} onSubmit={submit}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" {...button}>
        {children}
      </button>
    </form>
  );
}
