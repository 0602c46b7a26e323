'use client';

import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { keyboardMessages as messages } from '#web/messages/keyboard';
import { Icon } from '../../ui/icon';
import { type CommandGroup, commandsOfPage, type PageEntry } from './commands.ts';
import { Keys } from './keys';
import { focusRow, focusSearch } from './rows.ts';
import { type Shortcut, shortcutOf } from './shortcut.ts';
import { useSingleKeys } from './single-keys.ts';

// what most visits never open is fetched when it is
const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const Help = lazy(async () => ({ default: (await import('./help')).Help }));

type KeyboardProps = {
  pages: readonly PageEntry[];
  environments: readonly { href: string; label: string }[];
  account: { href: string; label: string };
};

const go = (href: string) => window.location.assign(href);
const never = () => () => undefined;

/** Where letters are text, or where something else is asked. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"], dialog[open]') !== null) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select') !== null)
  );
}

/** The staff's keyboard: its shortcuts, and the button that opens the palette for whoever has none. Nothing without JavaScript. */
export function Keyboard({ pages, environments, account }: KeyboardProps) {
  const [open, setOpen] = useState<'palette' | 'help' | undefined>();
  const [usesSingle, setUsesSingle] = useSingleKeys();
  const close = useCallback(() => setOpen(undefined), []);
  const paletteKeys = useSyncExternalStore(
    never,
    () => (/Mac|iP/.test(navigator.platform) ? messages.keys.paletteOnMac : messages.keys.palette),
    () => undefined,
  );
  useShortcuts(usesSingle, (shortcut) => {
    if (shortcut.act === 'palette') setOpen(shortcut.act);
    else if (shortcut.act === 'help') setOpen(shortcut.act);
    else if (shortcut.act === 'next') focusRow(1);
    else if (shortcut.act === 'previous') focusRow(-1);
    else if (shortcut.act === 'search' && !focusSearch()) setOpen('palette');
    else if (shortcut.act === 'page') {
      const page = pages.find(({ key }) => key === shortcut.key);
      if (page !== undefined) go(page.href);
    }
  });
  const groups = useMemo(
    () => (open === 'palette' ? groupsOf({ pages, environments, account }, () => setOpen('help')) : []),
    [open, pages, environments, account],
  );
  if (paletteKeys === undefined) return null;
  return (
    <>
      <PaletteButton keys={paletteKeys} onOpen={() => setOpen('palette')} />
      <Suspense>
        {open === 'palette' ? <Palette groups={groups} go={go} onClose={close} /> : null}
        {open === 'help' ? (
          <Help
            pages={pages}
            paletteKeys={paletteKeys}
            usesSingle={usesSingle}
            onUseSingle={setUsesSingle}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}

function PaletteButton({ keys, onOpen }: { keys: string; onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      data-screen-only
      className="inline-flex min-h-11 shrink-0 cursor-pointer items-center gap-2 rounded-md border border-edge px-3 text-muted text-sm hover:bg-raised hover:text-ink sm:min-h-9"
    >
      <Icon name="search" className="size-4" />
      <span className="max-md:sr-only">{messages.open}</span>
      <span className="max-lg:hidden">
        <Keys keys={[keys]} />
      </span>
    </button>
  );
}

function useShortcuts(usesSingle: boolean, act: (shortcut: Shortcut) => void): void {
  const waitsUntil = useRef<number>(undefined);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const shortcut = shortcutOf(
        {
          key: event.key,
          at: event.timeStamp,
          hasCommand: event.ctrlKey || event.metaKey,
          hasOther: event.altKey || ((event.ctrlKey || event.metaKey) && event.shiftKey),
          isTaken: isTaken(event.target),
        },
        { waitsUntil: waitsUntil.current, usesSingle },
      );
      waitsUntil.current = shortcut?.act === 'wait' ? shortcut.until : undefined;
      if (shortcut === undefined) return;
      // Ctrl+K is the browser's search, and `/` its quick find
      event.preventDefault();
      act(shortcut);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [usesSingle, act]);
}

function groupsOf({ pages, environments, account }: KeyboardProps, help: () => void): CommandGroup[] {
  const { groups } = messages;
  const ofPage = commandsOfPage(document);
  return [
    ...(ofPage.length === 0 ? [] : [{ label: groups.page, items: ofPage }]),
    {
      label: groups.pages,
      items: pages.map(({ href, label, key }) => ({
        id: href,
        label: messages.goTo(label),
        keys: ['g', key],
        run: () => go(href),
      })),
    },
    {
      label: groups.environment,
      items: environments.map(({ href, label }) => ({
        id: `environment-${label}`,
        label: messages.showEnvironment(label),
        run: () => go(href),
      })),
    },
    {
      label: groups.more,
      items: [
        { id: 'account', label: account.label, run: () => go(account.href) },
        { id: 'help', label: messages.help, keys: ['?'], run: help },
      ],
    },
  ];
}
