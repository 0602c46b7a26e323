import { expect, it } from 'vitest';
import { exposureCommand, exposureHref, parseExposureFilter } from './exposure-filter';

const NOW = new Date('2026-11-28T14:05:00Z');
const parse = (params: Record<string, string>) => parseExposureFilter(params, NOW);

it('asks of the last day without times, and leaves out what it does not understand', () => {
  expect(parse({ key: '', connection: ' ', after: 'y', environment: 'test', from: 'yesterday' })).toEqual({
    from: new Date('2026-11-27T14:05:00Z'),
    to: NOW,
  });
});

it('reads nothing where it is narrowed to what cannot be: a mistyped key or connection showed the uses of all', () => {
  expect(parse({ key: '0123456789abcde' })).toBe('key');
  expect(parse({ connection: '00000000-0000-4000-8000-00000000000' })).toBe('connection');
  // no client ID (RFC 6749 appendix A.1)
  for (const client of ['acme\u001b[201~\rid', 'acme\u202e', 'a'.repeat(201)])
    expect(parse({ client }), client).toBe('client');
});

it('reads no window that ends before it begins or is very long', () => {
  expect(parse({ from: '2026-11-28T10:00', to: '2026-11-28T10:00' })).toBe('days');
  expect(parse({ from: '2026-01-01T00:00', to: '2026-11-28T10:00' })).toBe('days');
});

it('reads no time and no place on a day that PostgreSQL does not have', () => {
  const place = (day: string) => `${day}_0123456789abcdef_00000000-0000-4000-8000-000000000000_vend`;
  for (const day of ['0000-01-01', '2026-02-30', '2026-13-01', '20261-1-01'])
    expect(parse({ from: `${day}T00:00`, to: '2026-11-28T10:00', after: place(day) }), day).toEqual({
      from: new Date('2026-11-27T10:00:00Z'),
      to: new Date('2026-11-28T10:00:00Z'),
    });
});

it('reads on from no place outside of the window, which may be no longer than it is', () => {
  const after = (day: string) => `${day}_0123456789abcdef_00000000-0000-4000-8000-000000000000_vend`;
  const window = { from: '2026-11-01T23:59', to: '2026-11-03T00:01' };
  const places = ['2999-12-31', '2026-11-04', '2026-11-03', '2026-11-01', '2026-10-31'].map((day) => {
    const filter = parse({ ...window, after: after(day) });
    return typeof filter === 'string' ? filter : filter.after?.day;
  });
  expect(places).toEqual([undefined, undefined, '2026-11-03', '2026-11-01', undefined]);
});

it('its address is the whole question', () => {
  const filter = parse({
    ...{ from: '2026-11-01T00:00', to: '2026-11-02T06:30', key: '0123456789abcdef', client: 'acme bank' },
    ...{ connection: '00000000-0000-4000-8000-000000000000', environment: 'sandbox' },
    ...{ 'encryption-key': 'ring-7' },
    after: '2026-11-01_0123456789abcdef_00000000-0000-4000-8000-000000000000_personal-token',
  });
  if (typeof filter === 'string') throw new Error('no window');
  const { searchParams } = new URL(exposureHref(filter), 'https://x.example');
  expect(parse(Object.fromEntries(searchParams))).toEqual(filter);
  expect(exposureCommand(filter)).toBe(
    `npm run access-records -- --from 2026-11-01T00:00Z --to 2026-11-02T06:30Z --environment sandbox --connection 00000000-0000-4000-8000-000000000000 --key 0123456789abcdef --client 'acme bank' --encryption-key ring-7`,
  );
});

it('keeps an encryption key that is none as it was asked for: it is refused, and nothing else is shown', () => {
  const id = 'K1; touch x';
  const filter = parse({ 'encryption-key': id });
  if (typeof filter === 'string') throw new Error('no window');
  expect(filter.ringKeyId).toBe(id);
  expect(exposureCommand(filter)).toContain(` --encryption-key '${id}'`);
});

it('has its command bring nothing else into a shell', () => {
  const commandOf = (client: string) => {
    const filter = parse({ client });
    if (typeof filter === 'string') throw new Error('no window');
    return exposureCommand(filter).split(' --client ')[1];
  };
  expect(commandOf('acme-2026')).toBe('acme-2026');
  expect(commandOf("a'; touch x; $(id) `id`")).toBe("'a'\\''; touch x; $(id) `id`'");
});
