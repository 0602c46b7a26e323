import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer, losslessBodyOf } from '#emulator/kernel/http/lossless';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Quote } from '#emulator/kernel/store/money/quotes';
import {
  type Field,
  isTypeName,
  type RecipientType,
  typesOf,
} from '#emulator/kernel/store/money/recipient-types';
import { quoteNotFound } from '../quotes/quote-not-found';
import { forGrantedProfile } from '../resources/for-granted-profile';
import { HOLDER_NAME } from './recipient-form';

const PATH = '/v1/quotes/:quoteId/account-requirements';

/**
 * Which forms a recipient of a quote's target currency can be made by. Nothing here depends on what was filled in, so
 * POST answers as GET does, for the type in its body alone when there is one.
 */
export function addAccountRequirements(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: PATH,
    endpoint: 'recipient:requirements',
    token: 'user',
    answer: (call) => forQuote(state, call, ({ target }) => typesOf(target.currency.code)),
  });
  addWiseRoute(server, state, {
    method: 'POST',
    path: PATH,
    endpoint: 'recipient:requirements',
    token: 'user',
    answer: (call) => {
      const { type: wanted } = (losslessBodyOf(call.request) ?? {}) as { type?: unknown };
      return forQuote(state, call, ({ target }) =>
        typesOf(target.currency.code).filter(
          (type) => wanted == null || (typeof wanted === 'string' && isTypeName(type, wanted)),
        ),
      );
    },
  });
}

function forQuote(state: EmulatorState, call: WiseCall, typesFor: (quote: Quote) => RecipientType[]): Answer {
  return forGrantedProfile(state, call, undefined, ({ profile }) => {
    const quote = state.quotes.find(profile.id, call.params.quoteId ?? '', call.now);
    return quote ? losslessAnswer(200, typesFor(quote).map(requirementJson)) : quoteNotFound(404, 'quoteId');
  });
}

function requirementJson({ name, title, fields }: RecipientType) {
  return { type: name, title, usageInfo: '', fields: [HOLDER, LEGAL_TYPE, ...fields].map(groupJson) };
}

function groupJson({ key, label, pattern, choices, example, isOptional = false }: Field) {
  const field = {
    key,
    name: label,
    type: choices ? 'select' : 'text',
    refreshRequirementsOnChange: false,
    required: !isOptional,
    example,
    valuesAllowed: choices?.map((choice) => ({ key: choice, name: NAMES[choice] ?? choice })) ?? null,
    ...(choices ? {} : { validationRegexp: pattern.source }),
  };
  return { name: label, group: [field] };
}

const HOLDER: Field = {
  key: 'accountHolderName',
  label: 'Full name of the account holder',
  pattern: HOLDER_NAME,
  example: 'John Doe',
};
const LEGAL_TYPE: Field = {
  key: 'legalType',
  label: 'Recipient type',
  pattern: /^(PRIVATE|BUSINESS)$/,
  choices: ['PRIVATE', 'BUSINESS'],
  example: 'PRIVATE',
};
const NAMES: Readonly<Record<string, string>> = {
  PRIVATE: 'Person',
  BUSINESS: 'Business',
  CHECKING: 'Checking',
  SAVINGS: 'Savings',
};
