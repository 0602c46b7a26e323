import { inLanguage } from './language';

const en = {
  check: {
    now: 'Check now',
    checking: 'Checking…',
    /** @param time when, already written out */
    againAt: <Part>(time: Part): readonly (string | Part)[] => ['You can check again at ', time, '.'],
  },
  copy: {
    button: (label: string) => `Copy ${label}`,
    done: (label: string) => `${label} copied`,
  },
  close: 'Close',
  showAll: 'Show all',
  pages: { latest: 'Latest', newer: 'Newer', older: 'Older' },
  /** A failure of a page, as the browser learns of it. */
  failure: {
    tab: 'Something went wrong',
    title: 'Something went wrong on our side',
    see: 'See what you can do',
  },
};

/** What the controls of every page say. Apart from the pages' own texts, because it is sent to browsers. */
export const controlMessages = inLanguage({ en });
