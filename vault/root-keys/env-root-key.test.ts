import { Secret } from '#lib/log/secret';
import { envRootKey } from '#vault/keys/root-key';
import { describeRootKey } from './testing/conformance';

const entry = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

describeRootKey('env (VAULT_ROOT_KEY)', () => ({
  provider: envRootKey(new Secret(`${entry('root-2', 2)},${entry('root-1', 1)}`)),
  stranger: envRootKey(new Secret(entry('stranger', 3))),
}));
