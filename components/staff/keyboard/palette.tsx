'use client';

import { Autocomplete } from '@base-ui/react/autocomplete';
import { useMemo, useState } from 'react';
import { keyboardMessages as messages } from '#web/messages/keyboard';
import { Icon } from '../../ui/icon';
import { Popup } from '../../ui/popup';
import { type Command, type CommandGroup, narrowed } from './commands.ts';
import { Keys } from './keys';

type PaletteProps = {
  groups: readonly CommandGroup[];
  go: (href: string) => void;
  onClose: () => void;
};

/** Every page, and what can be done on this one, by typing a part of its name: a combobox (WAI-ARIA) in a dialog. */
export function Palette({ groups, go, onClose }: PaletteProps) {
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(true);
  const shown = useMemo(() => narrowed(groups, typed, go), [groups, typed, go]);
  const run = (command: Command) => {
    setOpen(false);
    onClose();
    // after the dialog has given the focus back
    setTimeout(command.run, 0);
  };
  return (
    <Popup
      isOpen={isOpen}
      onOpenChange={(open) => {
        setOpen(open);
        if (!open) onClose();
      }}
      title={messages.palette}
      shape="bare"
    >
      <Autocomplete.Root
        open
        inline
        mode="none"
        items={shown}
        value={typed}
        onValueChange={setTyped}
        itemToStringValue={({ label }: Command) => label}
        autoHighlight="always"
        keepHighlight
      >
        <div className="sticky top-0 flex items-center gap-2 border-line border-b bg-surface px-4">
          <Icon name="search" className="text-muted" />
          <Autocomplete.Input
            aria-label={messages.input}
            placeholder={messages.placeholder}
            className="min-h-12 w-full bg-transparent text-base text-ink outline-none placeholder:text-muted"
            dir="auto"
            spellCheck={false}
          />
        </div>
        <Autocomplete.Empty className="p-4 text-muted text-sm empty:p-0">
          {messages.nothing}
        </Autocomplete.Empty>
        <Autocomplete.List aria-label={messages.palette} className="scroll-py-2 p-2 empty:p-0">
          {(group: CommandGroup) => (
            <Autocomplete.Group key={group.label} items={group.items} className="not-first:mt-2">
              <Autocomplete.GroupLabel className="px-2 py-1 font-medium text-muted text-xs">
                {group.label}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(command: Command) => (
                  <Autocomplete.Item
                    key={command.id}
                    value={command}
                    onClick={() => run(command)}
                    className="flex min-h-11 cursor-pointer items-center justify-between gap-4 rounded-sm px-2 text-sm data-highlighted:bg-raised data-highlighted:outline data-highlighted:outline-edge sm:min-h-9"
                  >
                    <bdi className="min-w-0 wrap-anywhere">{command.label}</bdi>
                    {command.keys === undefined ? null : <Keys keys={command.keys} />}
                  </Autocomplete.Item>
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Popup>
  );
}
