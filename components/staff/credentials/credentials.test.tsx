import type { ComponentProps } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { clientInventory } from '#lib/contract/testing/client-inventory';
import { ClientCard } from './client-card';
import { Endings } from './endings';

type Deadline = ComponentProps<typeof Endings>['endings'][number];
type Client = ComponentProps<typeof ClientCard>['client'];

const at = new Date('2027-01-07T00:00:00Z');

const certificate: Deadline = {
  ...{ kind: 'client_certificate', name: 'acme', environment: 'sandbox', at, why: null },
  ...{ daysLeft: 40, state: 'soon', toDo: 'Request a new one.', isOfWise: false },
};
const uuid: Deadline = {
  ...{ kind: 'uuid_tokens', name: 'UUID tokens', environment: null, at, why: null },
  ...{ daysLeft: 40, state: 'soon', toDo: 'Nothing here.', isOfWise: true },
};
const version: Deadline = {
  ...{ kind: 'api_version', name: '2026Q4', environment: 'production', at: null, why: 'Wise names no end.' },
  ...{ daysLeft: null, state: 'unknown', toDo: 'Read the changelog.', isOfWise: true },
};
const page = (endings: Deadline[]) => renderToStaticMarkup(<Endings endings={endings} timeZone="UTC" />);

it('what expires when: with what to do, its command, and the dates of Wise’s apart', () => {
  const html = page([certificate, uuid, version]);
  for (const text of ['acme', 'Sandbox', '40 days', 'Request a new one.', 'npm run mtls -- status sandbox'])
    expect(html).toContain(text);
  const ofWise = html.slice(html.indexOf('Dates that Wise sets'));
  for (const text of ['UUID tokens', '7 Jan 2027', '2026Q4', 'Wise names no end.', 'No date'])
    expect(ofWise).toContain(text);
  expect(ofWise).not.toContain('acme');
});

it('a date of Wise’s that is over is past, not expired; a version that is gone says so', () => {
  const over = { state: 'over', daysLeft: 0 } as const;
  expect(page([{ ...uuid, ...over }])).toContain('Past');
  expect(page([{ ...uuid, ...over }])).not.toContain('Expired');
  expect(page([{ ...certificate, ...over }])).toContain('Expired');
  expect(page([{ ...version, state: 'over' }])).toContain('Gone');
});

it('nothing of ours that ends is said in words, with Wise’s dates below', () => {
  const html = page([uuid]);
  expect(html).toContain('Nothing that is set has an end.');
  expect(html).not.toContain('Within 60 days');
  expect(html).toContain('Dates that Wise sets');
});

it.each<[string, string, Client['probe'], string[]]>([
  ['not yet', '2026Q4', null, ['Not checked yet by this vault', '2026Q4']],
  [
    'gone',
    '2026Q4',
    { at, reach: 'answers', version: 'gone', missing: [] },
    ['Wise answers', 'No longer served by Wise'],
  ],
  ['away', '', { at, reach: 'tls_failed', version: 'classic', missing: [] }, ['TLS fails', 'Classic paths']],
  [
    'a path gone',
    '',
    { at, reach: 'answers', version: 'classic', missing: ['/v1/me'] },
    ['Wise doesn’t know: /v1/me'],
  ],
])('the way to Wise, probed: %s', (_what, apiVersion, probe, texts) => {
  const client = clientInventory({ apiVersion, probe });
  const html = renderToStaticMarkup(<ClientCard client={client} steps={[]} timeZone="UTC" />);
  for (const text of texts) expect(html).toContain(text);
});
