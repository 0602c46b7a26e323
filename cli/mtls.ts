// npm run mtls -- csr --organisation "Acme Bank" --key <file> --csr <file> | check sandbox | status sandbox
import { misread, type Place, type Result } from '#cli/place';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import { readArguments } from '../scripts/arguments.mjs';
import { type CheckOrder, check } from './mtls/check';
import { type CsrOrder, KEY_KINDS, makeCsr } from './mtls/csr';
import { status } from './mtls/status';

const ENVIRONMENT = `<${ENVIRONMENTS.join(' | ')}>`;
export const USAGE = [
  'usage: npm run mtls -- csr --organisation <name> [--country <two letters>] [--kind <kind>] --key <file> --csr <file>',
  `       npm run mtls -- check ${ENVIRONMENT} [--certificate <file> --key <file>]`,
  `       npm run mtls -- status ${ENVIRONMENT}`,
  `kinds of key: ${KEY_KINDS.join(', ')}`,
].join('\n');

export type Order =
  | ({ act: 'csr' } & CsrOrder)
  | ({ act: 'check' } & CheckOrder)
  | { act: 'status'; environment: Environment };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const text = { type: 'string' } as const;
  const options = { organisation: text, country: text, kind: text, key: text, csr: text, certificate: text };
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const [act, name, ...rest] = positionals;
  if (act === 'csr') return name === undefined ? readCsr(values) : { problem: USAGE };
  const environment = readEnvironment(name);
  const { key, certificate, ...others } = values;
  if (environment === undefined || rest.length > 0 || Object.keys(others).length > 0)
    return { problem: USAGE };
  if (act === 'status' && !key && !certificate) return { act, environment };
  if (act !== 'check' || Boolean(key) !== Boolean(certificate)) return { problem: USAGE };
  return {
    act,
    environment,
    files: key && certificate ? { certificateFile: certificate, keyFile: key } : undefined,
  };
}

type Values = Partial<Record<'organisation' | 'country' | 'kind' | 'key' | 'csr' | 'certificate', string>>;

function readCsr(values: Values): Order | { problem: string } {
  const { organisation = '', country, kind: asked = 'ec-256', key, csr } = values;
  const kind = KEY_KINDS.find((each) => each === asked);
  // Wise refuses a request without an organisation; RFC 5280 (upper bounds) has 64 characters for it
  if (organisation.trim() === '' || organisation.length > 64)
    return { problem: `--organisation must be the name of your company, 64 characters at most\n${USAGE}` };
  if (country !== undefined && !/^[A-Z]{2}$/.test(country))
    return { problem: `--country must be two capital letters such as GB\n${USAGE}` };
  if (kind === undefined) return { problem: `--kind must be one of the kinds of key\n${USAGE}` };
  if (!key || !csr || key === csr || values.certificate !== undefined)
    return { problem: `--key and --csr must name the two files to write\n${USAGE}` };
  return { act: 'csr', organisation: organisation.trim(), country, kind, keyFile: key, csrFile: csr };
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  switch (order.act) {
    case 'csr':
      return makeCsr(order);
    case 'check':
      return check(place, order);
    case 'status':
      return status(place, order.environment);
  }
}
