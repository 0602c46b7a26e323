import { describe, expect, it } from 'vitest';
import { ClientStore } from '../store/clients';
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
    expect(readBasicCredentials(header)).toMatchObject({ clientId, clientSecret });
  });

  it.each([
    ['no header', undefined],
    ['another scheme', `Bearer ${base64('app:secret')}`],
    ['no colon', `Basic ${base64('appsecret')}`],
    ['not Base64', 'Basic ???'],
  ])('are refused: %s', (_case, header) => {
    expect(readBasicCredentials(header)).toBeUndefined();
  });

  it.each([
    ['a+b%zz:c', 'plain, though no form-urlencoding', 'a+b%zz:c'],
    ['half an escape', 'plain', '100%'],
    ['an escape that is no UTF-8', 'plain', '%ff'],
    ['a plus', 'form-urlencoded', 'a+b', 'a%2Bb'],
    ['a plus', 'plain, as most clients send it', 'a+b'],
  ])('of a secret with %s are good when sent %s', (_what, _how, secret, sent = secret) => {
    expect(authenticated([secret], `Basic ${base64(`app:${sent}`)}`)).toBe('app');
  });

  it('authenticate with each of the live secrets and with nothing else', () => {
    const tryWith = (id: string, secret: string) =>
      authenticated(['old', 'new'], `Basic ${base64(`${id}:${secret}`)}`);
    expect(tryWith('app', 'old')).toBe('app');
    expect(tryWith('app', 'new')).toBe('app');
    expect(tryWith('app', '')).toBeUndefined();
    expect(tryWith('app', 'Old')).toBeUndefined();
    expect(tryWith('nobody', 'old')).toBeUndefined();
    expect(authenticated(['old'], undefined)).toBeUndefined();
  });
});

function authenticated(clientSecrets: string[], header: string | undefined) {
  const app = { clientId: 'app', clientSecrets, redirectUris: ['https://app.example/'], name: 'App' };
  return authenticateClient(new ClientStore([app]), readBasicCredentials(header), 0)?.clientId;
}
