import { useCallback, useSyncExternalStore } from 'react';

const NAME = 'single-keys';
const CHANGED = 'single-keys-changed';

function read(): boolean {
  try {
    return localStorage.getItem(NAME) !== 'off';
  } catch {
    // storage that is refused: the shortcuts stay as they come
    return true;
  }
}

function subscribe(changed: () => void): () => void {
  for (const event of [CHANGED, 'storage']) window.addEventListener(event, changed);
  return () => {
    for (const event of [CHANGED, 'storage']) window.removeEventListener(event, changed);
  };
}

/** Whether this browser uses single-key shortcuts; a choice of the person at it, kept in it. */
export function useSingleKeys(): [uses: boolean, setUses: (uses: boolean) => void] {
  const uses = useSyncExternalStore(subscribe, read, () => true);
  const setUses = useCallback((next: boolean) => {
    try {
      if (next) localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, 'off');
    } catch {
      // as above
    }
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  return [uses, setUses];
}
