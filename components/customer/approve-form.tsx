'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button';
import type { Environment } from '#lib/env/wise';
import { approvalMessages as messages } from '#web/messages/customer/approval';

const POPUP = { name: 'wise-approval', features: 'popup,width=580,height=720' };
const CLOSED_CHECK_MS = 500;

/** What Wise's page posts to the window that opened it (docs/wise.md 11), as this page's address says it. */
const SAID: Readonly<Record<string, string>> = {
  'tw-approve-api-action-success': 'done',
  'tw-approve-api-action-failed': 'failed',
  'tw-approve-api-action-closed': 'closed',
};

type ApproveFormProps = {
  id: string;
  csrf: string;
  environment: Environment;
  /** Of Wise's approval page: a message from any other says nothing. */
  wiseOrigin: string;
};

/**
 * Opens Wise's page in a popup and hears how it ended; where there is no JavaScript, or popups are blocked, in a tab. What
 * the popup says only makes this page ask again: whether it is approved Wise tells the vault.
 */
export function ApproveForm({ id, csrf, environment, wiseOrigin }: ApproveFormProps) {
  const router = useRouter();
  const popup = useRef<Window | null>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const end = (said: string) => {
      popup.current = null;
      setOpen(false);
      router.replace(`/approve/${id}?said=${said}`);
    };
    const hear = ({ origin, source, data }: MessageEvent) => {
      if (origin !== wiseOrigin || source === null || source !== popup.current) return;
      const said = typeof data === 'string' ? SAID[data] : undefined;
      if (said === undefined) return;
      popup.current?.close();
      end(said);
    };
    const timer = setInterval(() => {
      if (popup.current?.closed) end('closed');
    }, CLOSED_CHECK_MS);
    window.addEventListener('message', hear);
    return () => {
      clearInterval(timer);
      window.removeEventListener('message', hear);
    };
  }, [id, router, wiseOrigin]);
  const openPopup = ({ currentTarget: form }: FormEvent<HTMLFormElement>) => {
    const opened = window.open('', POPUP.name, POPUP.features);
    if (opened === null) return;
    popup.current = opened;
    form.target = POPUP.name;
    const flow = form.elements.namedItem('flow');
    if (flow instanceof HTMLInputElement) flow.value = 'popup';
    setOpen(true);
  };
  return (
    <form
      method="post"
      action={`/approve/${id}/start/${environment}`}
      target="_blank"
      onSubmit={openPopup}
      rel="noopener"
    >
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="flow" defaultValue="tab" />
      <Button>{messages.go}</Button>
      <p role="status" className="mt-3 text-muted text-sm">
        {isOpen ? messages.going : null}
      </p>
    </form>
  );
}
