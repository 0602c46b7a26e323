import type { FailedCallKind } from '#lib/contract/support-packets';
import { inLanguage } from '../language';

const kinds: Record<FailedCallKind, string> = {
  call: 'Call of your back end',
  authorization_code: 'Exchange of a code',
  registration_code: 'Exchange of a registration code',
  refresh_token: 'Refresh',
  client_credentials: 'Application token',
};

const en = {
  title: 'Failed calls at Wise',
  none: 'None in the last 10 days.',
  lead: 'The last of each sort in 10 days. If you ask Wise’s support (api@wise.com), send them the file.',
  show: (count: number) => (count === 1 ? '1 sort of failure' : `${count} sorts of failure`),
  caption: 'Sorts of failure',
  columns: { at: 'Last', call: 'Call', answer: 'Answer', trace: 'Wise’s trace ID', count: 'Times' },
  kinds,
  noAnswer: 'No answer',
  noTrace: 'None',
  download: 'Download for Wise’s support',
  downloading: 'Preparing…',
  privacy:
    'The file has codes, names of fields and their types. It has no token, no value of a body and nobody’s name.',
};

/** What failed at Wise for a connection, and the file for Wise's support. */
export const staffFailedCallMessages = inLanguage({ en });
