// npm run jose -- keys make --use signing --out <file> | keys upload sandbox | check sandbox | status sandbox
import { misread, type Place, type Result } from '#cli/place';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import { ENCRYPTION_ALGORITHM, isSigningAlgorithm, type KeyAlgorithm } from '#vault/env/jose-key';
import { readArguments } from '../scripts/arguments.mjs';
import { checkPlaygrounds } from './jose/check';
import { writeKey } from './jose/make-key';
import { showStatus } from './jose/status';
import { uploadOwnKeys } from './jose/upload';
import { withWise } from './with-vault';

const ENVIRONMENT = `<${ENVIRONMENTS.join(' | ')}>`;
export const USAGE = [
  'usage: npm run jose -- keys make --use signing [--algorithm ES256] [--days 365] --out <file>',
  '       npm run jose -- keys make --use encryption [--days 365] --out <file>',
  `       npm run jose -- keys upload ${ENVIRONMENT}`,
  `       npm run jose -- check ${ENVIRONMENT} [--next]`,
  `       npm run jose -- status ${ENVIRONMENT}`,
].join('\n');

const MAX_DAYS = 3_650;

export type Order =
  | { act: 'make'; alg: KeyAlgorithm; days: number | undefined; out: string }
  | { act: 'upload' | 'status'; environment: Environment }
  | { act: 'check'; environment: Environment; isNext: boolean };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const text = { type: 'string' } as const;
  const options = { use: text, algorithm: text, days: text, out: text, next: { type: 'boolean' } } as const;
  const read = readArguments(args, options, USAGE);
  if ('problem' in read) return read;
  const { values, positionals } = read;
  const isKeys = positionals[0] === 'keys';
  const [act, name, ...rest] = isKeys ? positionals.slice(1) : positionals;
  const given = Object.keys(values).filter((option) => option !== 'next' || act !== 'check');
  if (isKeys && act === 'make' && name === undefined && !values.next) return readMake(values);
  const environment = readEnvironment(name);
  if (environment === undefined || rest.length > 0 || given.length > 0) return { problem: USAGE };
  if (isKeys && act === 'upload') return { act, environment };
  if (!isKeys && act === 'check') return { act, environment, isNext: values.next ?? false };
  if (!isKeys && act === 'status') return { act, environment };
  return { problem: USAGE };
}

type MakeValues = {
  use?: string | undefined;
  algorithm?: string | undefined;
  days?: string | undefined;
  out?: string | undefined;
};

function readMake({ use, algorithm, days, out }: MakeValues): Order | { problem: string } {
  if (out === undefined || out === '') return { problem: `--out must name the file to write\n${USAGE}` };
  const life = days === undefined ? undefined : Number(/^\d{1,4}$/.exec(days)?.[0]);
  if (life !== undefined && !(life >= 1 && life <= MAX_DAYS)) {
    return { problem: `--days must be a whole number from 1 to ${MAX_DAYS}\n${USAGE}` };
  }
  if (use === 'encryption' && algorithm === undefined) {
    return { act: 'make', alg: ENCRYPTION_ALGORITHM, days: life, out };
  }
  const alg = algorithm ?? 'ES256';
  if (use === 'signing' && isSigningAlgorithm(alg)) return { act: 'make', alg, days: life, out };
  return { problem: USAGE };
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  if (order.act === 'make') return writeKey(order);
  return withWise(place, order.environment, (ctx, client) => {
    switch (order.act) {
      case 'upload':
        return uploadOwnKeys(ctx, client);
      case 'check':
        return checkPlaygrounds(ctx, client, order);
      case 'status':
        return showStatus(ctx, client);
    }
  });
}
