import { describe, expect, it } from 'vitest';
import { readOrder } from './order';

const ANN = { email: 'ann@example.com' };

describe('the words of npm run staff:…', () => {
  it.each([
    ['add --email Ann@Example.com --role support', { act: 'add', ...ANN, role: 'support', name: null }],
    [
      'add --email ann@example.com --role admin --name Ann',
      { act: 'add', ...ANN, role: 'admin', name: 'Ann' },
    ],
    ['list', { act: 'list' }],
    ['role --email ann@example.com --role viewer', { act: 'role', ...ANN, role: 'viewer' }],
    ['disable --email ann@example.com', { act: 'disable', ...ANN }],
    ['passkey-code --email ann@example.com', { act: 'passkey-code', ...ANN }],
    ['enable --email ann@example.com', { act: 'enable', ...ANN }],
    ['rebind --email ann@example.com', { act: 'release', of: ANN }],
    ['rebind --from https://old.example', { act: 'release', of: { issuer: 'https://old.example' } }],
    [
      'rebind --email ann@example.com --issuer https://new.example --subject 7',
      { act: 'bind', ...ANN, issuer: 'https://new.example', subject: '7' },
    ],
  ])('%s', (line, order) => {
    expect(readOrder(line.split(' '))).toEqual(order);
  });

  it('a name is stored without what cannot be stored, and no account is looked for that cannot be', () => {
    const add = ['add', '--email', 'ann@example.com', '--role', 'admin', '--name', ' Ann\0\u001b[2J\ud800 '];
    expect(readOrder(add)).toMatchObject({ name: 'Ann [2J\ufffd' });
    const bind = ['rebind', '--email', 'ann@example.com', '--issuer', 'https://new.example', '--subject'];
    for (const subject of ['7\0', '7\ud800'])
      expect(readOrder([...bind, subject])).toEqual({ problem: expect.stringContaining('must be text') });
    expect(readOrder(['rebind', '--from', 'https://old.example\0'])).toEqual({ problem: expect.any(String) });
  });

  it.each([
    ['', 'usage'],
    ['constructor', 'usage'],
    ['add', '--email'],
    ['add --email nobody --role admin', '--email'],
    ['add --email a@example.com', '--role'],
    ['add --email a@example.com --role root', '--role'],
    ['add --password x', 'usage'],
    ['disable --email a@example.com --role admin', '--role is not for this'],
    ['disable a@example.com', 'usage'],
    ['rebind', '--email'],
    ['rebind --from', 'usage'],
    ['rebind --from https://old.example --email a@example.com', '--from stands alone'],
    ['rebind --email a@example.com --subject 7', 'belong together'],
  ])('%s: says what is wrong', (line, wanted) => {
    expect(readOrder(line.split(' '))).toEqual({ problem: expect.stringContaining(wanted) });
  });
});
