const HOME = '/account/connected-apps';
// Only pages of the emulator itself: `next` must not lead anywhere else.
const OWN_PAGE = /^\/(?:oauth\/authorize\/?|account\/connected-apps)(?:\?[\x21-\x7e]*)?$/;

/** Where to go after signing in. */
export function ownPage(next: string | null): string {
  return next && OWN_PAGE.test(next) ? next : HOME;
}
