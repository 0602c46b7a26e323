import type { Readiness, ReadinessCheck } from '#lib/contract/readiness';
import { staffReadinessMessages as messages } from './readiness';
import type { FindingText } from './readiness-finding';

/** What a check says, in words. */
export function textOf({
  id,
  finding,
}: Pick<ReadinessCheck, 'id' | 'finding'>): FindingText & { title: string } {
  const { title } = messages.checks[id];
  const findings: Readonly<Record<string, FindingText>> = messages.checks[id].findings;
  return { title, ...(findings[finding] ?? { says: finding }) };
}

/** The report with its words, as it is written into a file: by the page and by `npm run readiness -- … --json` alike. */
export function readinessFile({ checks, ...head }: Readiness): string {
  const lines = checks.map((check) => {
    const { title, says, act = null, command } = textOf(check);
    const seen = Object.fromEntries(check.seen.map(({ name, value }) => [name, value]));
    return {
      ...{ id: check.id, state: check.state, finding: check.finding, title, says, seen, act },
      command: command?.(head.environment) ?? null,
    };
  });
  return `${JSON.stringify({ ...head, checks: lines }, null, 2)}\n`;
}
