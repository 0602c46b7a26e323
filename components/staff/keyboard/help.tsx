'use client';

import { type ReactNode, useState } from 'react';
import { keyboardMessages as messages } from '#web/messages/keyboard';
import { Popup } from '../../ui/popup';
import type { PageEntry } from './commands.ts';
import { Keys } from './keys';

const { shortcuts, sections } = messages;

type HelpProps = {
  pages: readonly PageEntry[];
  /** How the key with a modifier is written here: `Ctrl K` or `⌘ K`. */
  paletteKeys: string;
  usesSingle: boolean;
  onUseSingle: (uses: boolean) => void;
  onClose: () => void;
};

/** Every shortcut, and the switch that turns single keys off (WCAG 2.1.4). */
export function Help({ pages, paletteKeys, usesSingle, onUseSingle, onClose }: HelpProps) {
  const [isOpen, setOpen] = useState(true);
  return (
    <Popup
      isOpen={isOpen}
      onOpenChange={(open) => {
        setOpen(open);
        if (!open) onClose();
      }}
      title={messages.help}
    >
      <div className="mt-2 grid gap-x-8 sm:grid-cols-2">
        <div>
          <Section title={sections.everywhere}>
            <Shortcut label={shortcuts.palette} keys={[paletteKeys]} />
            <Shortcut label={shortcuts.search} keys={['/']} />
            <Shortcut label={shortcuts.help} keys={['?']} />
            <Shortcut label={shortcuts.close} keys={[messages.keys.escape]} />
          </Section>
          <Section title={sections.lists}>
            <Shortcut label={shortcuts.next} keys={['j']} />
            <Shortcut label={shortcuts.previous} keys={['k']} />
            <Shortcut label={shortcuts.open} keys={[messages.keys.enter]} />
          </Section>
        </div>
        <Section title={sections.pages}>
          {pages.map(({ href, label, key }) => (
            <Shortcut key={href} label={label} keys={['g', key]} />
          ))}
        </Section>
      </div>
      <label className="mt-4 flex min-h-11 items-start gap-2 border-line border-t pt-4 text-sm">
        <input
          type="checkbox"
          checked={usesSingle}
          onChange={(event) => onUseSingle(event.currentTarget.checked)}
          className="size-6 shrink-0 accent-accent sm:mt-0.5 sm:size-4"
        />
        <span>
          {messages.single}
          <span className="block text-muted">{messages.singleHint}</span>
        </span>
      </label>
    </Popup>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-3">
      <h3 className="mb-1 font-medium text-muted text-sm">{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Shortcut({ label, keys }: { label: string; keys: readonly string[] }) {
  return (
    <div className="flex min-h-8 items-center justify-between gap-4 text-sm">
      <dt className="min-w-0">{label}</dt>
      <dd>
        <Keys keys={keys} />
      </dd>
    </div>
  );
}
