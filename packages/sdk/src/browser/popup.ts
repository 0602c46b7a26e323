// Connect Wise in a window of its own. Its form is the page's own and is posted into the window, so the page's protection
// against forged requests and what it does without JavaScript stay as they are.
//
// The way back is the page's own origin again: a BroadcastChannel is heard there alone. `window.opener` would not do:
// Connect Wise's pages, and Wise's if they choose, cut it (Cross-Origin-Opener-Policy), and with it any word that a
// handle on the window gives about it.

const CHANNEL = 'connect-wise';
const WINDOW = 'connect-wise';
const SIZE = { width: 480, height: 760 };
/** The page that opened the window is there and awake; it answers in some milliseconds. */
const WAIT_FOR_ANSWER_MS = 500;

type Word = { word: 'returned' | 'seen' };
const isWord = (data: unknown, word: Word['word']): boolean =>
  typeof data === 'object' && data !== null && 'word' in data && data.word === word;

/**
 * Call it while the form is submitted: the form then goes into a window of its own, or, where the browser allows none,
 * into this one.
 */
export function submitIntoPopup(form: HTMLFormElement): void {
  const left = Math.round(window.screenX + Math.max(0, (window.outerWidth - SIZE.width) / 2));
  const top = Math.round(window.screenY + Math.max(0, (window.outerHeight - SIZE.height) / 2));
  const opened = window.open(
    '',
    WINDOW,
    `popup,width=${SIZE.width},height=${SIZE.height},left=${left},top=${top}`,
  );
  form.target = opened === null ? '_self' : WINDOW;
  opened?.focus();
}

/** @returns how to stop listening; `listener` runs when a window that was opened here is back */
export function onReturned(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', ({ data }) => {
    if (!isWord(data, 'returned')) return;
    channel.postMessage({ word: 'seen' } satisfies Word);
    listener();
  });
  return () => channel.close();
}

/**
 * For the page at the return address: tells the page that opened the window, and closes the window; where there is none,
 * because this is no such window, goes on to `next`.
 */
export function returnToOpener(next: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  const goOn = setTimeout(() => window.location.replace(next), WAIT_FOR_ANSWER_MS);
  channel.addEventListener('message', ({ data }) => {
    if (!isWord(data, 'seen')) return;
    clearTimeout(goOn);
    channel.close();
    window.close();
    // some browsers close no window that has been elsewhere
    setTimeout(() => window.location.replace(next), WAIT_FOR_ANSWER_MS);
  });
  channel.postMessage({ word: 'returned' } satisfies Word);
}
