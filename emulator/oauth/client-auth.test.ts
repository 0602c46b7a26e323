import { describe, expect, it } from 'vitest';
import { ClientStore } from '#emulator/store/clients';
import { authenticateClient, readBasicCredentials } from './client-auth';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('Basic credentials (RFC 6749 section 2.3.1)', () => {
  it.each([
    ['plain', `Basic ${base64('app:secret')}`, 'app', 'secret'],
    ['scheme in another case', `bASIC ${base64('app:secret')}`, 'app', 'secret'],
    ['form-urlencoded', `Basic ${base64('my+app%3A1:s%2Be%25c+ret%C3%A9')}`, 'my app:1', 's+e%c reté'],
    ['a colon in the secret', `Basic ${base64('app:se:cret')}`, 'app', 'se:cret'],
    ['an empty secret', `Basic ${base64('app:')}`, 'app', ''],
  ])('are read: %s', (_case, header, clientId, clientSecret) => {
    expect(readBasicCredentials(header)).toEqual({ clientId, clientSecret });
  });

  it.each([
    ['no header', undefined],
    ['another scheme', `Bearer ${base64('app:secret')}`],
    ['no colon', `Basic ${base64('appsecret')}`],
    ['half an escape', `Basic ${base64('app:100%')}`],
    ['an escape that is no UTF-8', `Basic ${base64('app:%ff')}`],
    ['not Base64', 'Basic ???'],
  ])('are refused: %s', (_case, header) => {
    expect(readBasicCredentials(header)).toBeUndefined();
  });

  it('authenticate with each of the live secrets and with nothing else', () => {
    const client = {
      clientId: 'app',
      clientSecrets: ['old', 'new'],
      redirectUris: ['https://app.example/'],
      name: 'App',
    };
    const clients = new ClientStore([client]);
    const tryWith = (clientId: string, clientSecret: string) =>
      authenticateClient(clients, { clientId, clientSecret })?.clientId;
    expect(tryWith('app', 'old')).toBe('app');
    expect(tryWith('app', 'new')).toBe('app');
    expect(tryWith('app', '')).toBeUndefined();
    expect(tryWith('app', 'Old')).toBeUndefined();
    expect(tryWith('nobody', 'old')).toBeUndefined();
    expect(authenticateClient(clients, undefined)).toBeUndefined();
  });
});
