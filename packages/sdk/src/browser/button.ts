// The plain script: <script src="…/button.js" defer></script>.
//
// <form method="post" action="/wise/connect" data-connect-wise> … </form>   opens in a window; the page reloads after it
// <body data-connect-wise-returned="/account">                            the page at the return address
import { onReturned, returnToOpener, submitIntoPopup } from './popup.js';

const isOurs = (target: EventTarget | null): target is HTMLFormElement =>
  target instanceof HTMLFormElement && 'connectWise' in target.dataset;

let isWaiting = false;
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented || !isOurs(event.target)) return;
  submitIntoPopup(event.target);
  if (isWaiting) return;
  isWaiting = true;
  onReturned(() => {
    // a page that wants to do something else says so: preventDefault()
    const returned = new Event('connect-wise:returned', { cancelable: true });
    if (document.dispatchEvent(returned)) window.location.reload();
  });
});

const next = document.body.dataset.connectWiseReturned;
if (next !== undefined) returnToOpener(next);
