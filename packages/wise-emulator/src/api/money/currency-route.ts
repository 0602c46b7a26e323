import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { CURRENCIES, type Currency } from '#emulator/kernel/store/money/currencies';

/** `GET /v1/currencies`, with names in the language that is asked for. By CalVer anybody gets it (docs/wise.md 8.5). */
export function addCurrencies(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/currencies',
    endpoint: 'currencies',
    token: 'user',
    answer: ({ request }) => listCurrencies(request),
    answerAnyone: listCurrencies,
  });
}

function listCurrencies({ headers }: FastifyRequest): Answer {
  const language = languageOf(headers['accept-language']);
  return jsonAnswer(200, JSON.stringify(CURRENCIES.map((currency) => currencyJson(currency, language))));
}

function currencyJson({ code, symbol, name, countryKeywords, decimals }: Currency, language: string) {
  const translated = new Intl.DisplayNames([language], { type: 'currency' });
  return {
    code,
    symbol,
    name: language === 'en' ? name : translated.of(code),
    countryKeywords,
    supportsDecimals: decimals > 0,
  };
}

/** British English for none, or one that does not exist (openapi.yml). */
function languageOf(header: string | undefined): string {
  const first = /^[a-z]{2}(?=$|[-,;])/i.exec(header ?? '')?.[0].toLowerCase() ?? 'en';
  return Intl.DisplayNames.supportedLocalesOf([first]).length > 0 ? first : 'en';
}
