// npm run readiness -- sandbox | production [--json]
import { misread, type Place, type Result } from '#cli/place';
import type { Readiness, ReadinessState } from '#lib/contract/readiness';
import { ENVIRONMENTS, type Environment, readEnvironment } from '#lib/env/wise';
import { measureReadiness } from '#vault/readiness/measure';
import type { VaultContext } from '#vault/runtime/context';
import { staffReadinessMessages as messages } from '#web/messages/staff/readiness';
import { readinessFile, textOf } from '#web/messages/staff/readiness-report';
import { readArguments } from '../scripts/arguments.mjs';
import { withVault } from './with-vault';

export const USAGE = [
  `usage: npm run readiness -- <${ENVIRONMENTS.join(' | ')}> [--json]`,
  'Measures everything that going live wants: asks Wise, our own public address, and the database.',
  'Ends with 0 when nothing failed, with 1 when something did.',
].join('\n');

type Order = { environment: Environment; isJson: boolean };

/** What the command line asks for, or what is wrong with it. */
export function readOrder(args: readonly string[]): Order | { problem: string } {
  const read = readArguments(args, { json: { type: 'boolean' } } as const, USAGE);
  if ('problem' in read) return read;
  const [name, ...rest] = read.positionals;
  const environment = readEnvironment(name);
  if (environment === undefined || rest.length > 0) return { problem: USAGE };
  return { environment, isJson: read.values.json ?? false };
}

export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  return withVault(place, async (ctx) => {
    await ctx.jose.load();
    return carryOut(ctx, order);
  });
}

/** Measures, and prints a line for each check, with what mends it below. */
export async function carryOut(ctx: VaultContext, { environment, isJson }: Order): Promise<Result> {
  const report = await measureReadiness(ctx, environment);
  const exitCode = report.checks.some(({ state }) => state === 'failed') ? 1 : 0;
  return { text: isJson ? readinessFile(report).trimEnd() : linesOf(report), exitCode };
}

const MARKS: Record<ReadinessState, string> = {
  ok: 'ok       ',
  attention: 'attention',
  failed: 'FAILED   ',
  unknown: 'not known',
};

function linesOf({ environment, clientId, measuredAt, checks }: Readiness): string {
  const lines = checks.flatMap((check) => {
    const { title, says, act, command } = textOf(check);
    return [
      `${MARKS[check.state]}  ${title}: ${says}`,
      ...check.seen.map(({ name, value }) => `             ${messages.seen[name]}: ${value}`),
      ...(act === undefined ? [] : [`           → ${act}`]),
      ...(command === undefined ? [] : [`             ${command(environment)}`]),
    ];
  });
  return [`${environment}, client ID ${clientId ?? 'not set'}, measured ${measuredAt}`, ...lines].join('\n');
}
