import { FakeService, toyKeys } from './fake-service';

export const TRANSIT_TOKEN = 'hvs.a-token-that-is-right';

type Asked = { plaintext?: string; ciphertext?: string; associated_data?: string };
export type FakeTransitOptions = {
  tls?: { key: string; cert: string };
  /** A server from before it knew `associated_data`. */
  ignoresAssociatedData?: boolean;
  exportable?: boolean;
};

/**
 * A fake of the transit engine of HashiCorp Vault and OpenBao: three operations with one key type, by their public API pages.
 * It is neither of them.
 */
export function fakeTransit(options: FakeTransitOptions = {}): FakeService {
  const keys = new Set(['connect-wise', 'older', 'stranger']);
  return new FakeService((request, body) => {
    if (request.headers['x-vault-token'] !== TRANSIT_TOKEN) return refusal(403, 'permission denied');
    const [, version, mount, act = '', key = ''] = (request.url ?? '').split('/');
    if (version !== 'v1' || mount !== 'transit') return refusal(404, 'no handler for route');
    if (!keys.has(key)) return refusal(act === 'keys' ? 404 : 400, 'encryption key not found');
    const asked = (body === '' ? {} : JSON.parse(body)) as Asked;
    const aad = options.ignoresAssociatedData === true ? '' : (asked.associated_data ?? '');
    if (act === 'keys') return { status: 200, json: { data: keyData(options) } };
    if (act === 'encrypt') {
      const sealed = toyKeys.seal(key, Buffer.from(asked.plaintext ?? '', 'base64'), aad);
      return { status: 200, json: { data: { ciphertext: `vault:v1:${sealed.toString('base64')}` } } };
    }
    const [, found, base64 = ''] = (asked.ciphertext ?? '').split(':');
    if (found !== 'v1') return refusal(400, 'invalid ciphertext: version is too new');
    const opened = toyKeys.open(key, Buffer.from(base64, 'base64'), aad);
    if (opened === undefined) return refusal(400, 'cipher: message authentication failed');
    return { status: 200, json: { data: { plaintext: opened.toString('base64') } } };
  }, options.tls);
}

const keyData = ({ exportable = false }: FakeTransitOptions) => ({
  type: 'aes256-gcm96',
  exportable,
  derived: false,
  allow_plaintext_backup: false,
});
const refusal = (status: number, words: string) => ({ status, json: { errors: [words] } });
