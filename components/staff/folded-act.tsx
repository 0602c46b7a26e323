import type { ReactNode } from 'react';
import { Icon } from '../ui/icon';

type FoldedActProps = {
  texts: { open: string; text: string };
  isOpen?: boolean;
  /** Its form. */
  children: ReactNode;
};

/** One act: closed until somebody wants it, then what it does, and its form. */
export function FoldedAct({ texts, isOpen = false, children }: FoldedActProps) {
  return (
    <details className="group py-1" open={isOpen}>
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 py-2 font-medium">
        <Icon name="chevron-right" className="text-muted group-open:rotate-90" />
        {texts.open}
      </summary>
      <div className="space-y-4 pb-4">
        <p className="text-muted text-sm leading-6">{texts.text}</p>
        {children}
      </div>
    </details>
  );
}
