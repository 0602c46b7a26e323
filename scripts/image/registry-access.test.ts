import { expect, it } from 'vitest';
import { registryAccess } from './registry-access';

const carry = (file: string) => `/carried${file}`;
/** As npm replaces it. */
const named = (variable: string) => `$\{${variable}}`;

it('what a machine needs to reach its registry is handed on, and nothing that would change what is built', () => {
  const npmrc = [
    'registry=https://registry.example/npm/',
    '@acme:registry = https://acme.example/',
    `//registry.example/npm/:_authToken=${named('NODE_AUTH_TOKEN')}`,
    `cafile=${named('CERTIFICATES')}/own.pem`,
    'ca[]="a certificate"',
    '; registry=https://not.example/',
    'omit=dev',
    'ignore-scripts=true',
  ].join('\r\n');
  const access = registryAccess(
    {
      ...{
        HOME: '/root',
        PATH: '/bin',
        CERTIFICATES: '/etc/own',
        NODE_AUTH_TOKEN: 'a token',
        AWS_SECRET: 'x',
      },
      ...{ https_proxy: 'http://proxy:3128', NO_PROXY: 'localhost', NODE_EXTRA_CA_CERTS: '/root/ca.pem' },
      ...{
        NPM_CONFIG_STRICT_SSL: 'false',
        'npm_config_//acme.example/:_password': 'a;b#c',
        npm_config_omit: 'dev',
      },
      ...{ NODE_ENV: 'production', NODE_OPTIONS: '--inspect', npm_config_cafile: '', npm_package_name: 'x' },
    },
    ['registry=https://weaker.example/', npmrc],
    carry,
  );
  expect(access.env).toEqual({
    NODE_AUTH_TOKEN: 'a token',
    https_proxy: 'http://proxy:3128',
    NO_PROXY: 'localhost',
    NODE_EXTRA_CA_CERTS: '/carried/root/ca.pem',
  });
  expect(access.npmrc.split('\n')).toEqual([
    'registry=https://weaker.example/',
    'registry=https://registry.example/npm/',
    '@acme:registry=https://acme.example/',
    `//registry.example/npm/:_authToken=${named('NODE_AUTH_TOKEN')}`,
    'cafile="/carried/etc/own/own.pem"',
    'ca[]="a certificate"',
    'strict-ssl="false"',
    '//acme.example/:_password="a;b#c"',
    '',
  ]);
});
