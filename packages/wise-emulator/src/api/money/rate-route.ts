import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer } from '#emulator/kernel/http/lossless';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { wireDecimal } from '#emulator/kernel/store/money/amount';
import { CURRENCIES, type Currency, findCurrency } from '#emulator/kernel/store/money/currencies';
import { daysBetween, rateBetween } from './rates';

const STEP_MS = new Map([
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]);
const MAX_POINTS = 10_000;

/** `GET /v1/rates` (openapi.yml, rateGet): now, at a time, or over a period. */
export function addRates(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/rates',
    endpoint: 'rates',
    token: 'user',
    answer: ({ query, now }) => answerRates(query, now),
  });
}

function answerRates(query: URLSearchParams, now: number): Answer {
  const sources = wanted(query.get('source'));
  const targets = wanted(query.get('target'));
  const times = timesOf(query, now);
  if (!sources || !targets || !times) return refused();
  // A history is of one pair: of all of them it would have no end.
  if (times.length > 1 && sources.length * targets.length > 1) {
    return refused();
  }
  const pairs = sources.flatMap((source) =>
    targets.filter((target) => target !== source).map((target) => ({ source, target })),
  );
  const points = pairs.flatMap(({ source, target }) =>
    times.map((time) => ({
      rate: wireDecimal(rateBetween(source, target, daysBetween(time, now))),
      source: source.code,
      target: target.code,
      time: `${new Date(time).toISOString().slice(0, 19)}+0000`,
    })),
  );
  return losslessAnswer(200, points);
}

function refused(): Answer {
  return gatewayProblem(400, 'Bad Request', 'Invalid parameters', null);
}

function wanted(code: string | null): readonly Currency[] | undefined {
  if (code === null) return CURRENCIES;
  const found = findCurrency(code);
  return found && [found];
}

function timesOf(query: URLSearchParams, now: number): number[] | undefined {
  const [time, from, to, group] = ['time', 'from', 'to', 'group'].map((name) => query.get(name));
  if (!from && !to && !group) {
    const at = time ? readTime(time) : now;
    return at === undefined || at > now ? undefined : [at];
  }
  const [start, end] = [readTime(from ?? ''), to ? readTime(to) : now];
  const step = STEP_MS.get((group ?? '').toLowerCase());
  if (time || start === undefined || end === undefined || step === undefined) return undefined;
  const count = Math.floor((end - start) / step) + 1;
  if (count < 1 || count > MAX_POINTS || end > now) return undefined;
  return Array.from({ length: count }, (_, at) => start + at * step);
}

const TIME =
  /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d{1,9})?)?([+-]\d\d):?(\d\d)$|^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d{1,9})?)?Z?$/;

/** `2019-02-13`, `2019-02-13T14:53:01`, with or without fractions, each with `+0100` or without. A bare `+` in a query has become a space. */
function readTime(text: string): number | undefined {
  const found = TIME.exec(text.replace(/ (?=\d\d:?\d\d$)/, '+'));
  if (!found) return undefined;
  const [, zonedDay, zonedTime, hours, minutes, day, time] = found;
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const date = zonedDay ?? day ?? '';
  const at = Date.parse(`${date}${zonedTime ?? time ?? 'T00:00:00'}${zone}`);
  return Number.isNaN(at) || !isDate(date) ? undefined : at;
}

/** JavaScript takes 30 February for 2 March. */
function isDate(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
