import * as z from 'zod';
import type { Invalid } from '#emulator/kernel/http/problem';
import type { Currency } from '#emulator/kernel/store/money/currencies';
import { findType, fits, type RecipientType } from '#emulator/kernel/store/money/recipient-types';
import type { Recipient } from '#emulator/kernel/store/money/recipients';
import { wireCurrency, wireId } from '../money/wire-schemas';
import { type DetailReader, readDetails } from './recipient-details';

// openapi.yml, recipientCreate: the characters that a name may have.
export const HOLDER_NAME = /^[0-9A-Za-zÀ-ÖØ-öø-ÿ\-_()'*,.\s]{2,140}$/;

const wantedSchema = z.object({
  currency: wireCurrency,
  type: z.string(),
  profile: wireId.nullish(),
  accountHolderName: z.string().trim().regex(HOLDER_NAME, 'Please enter a valid name.'),
  ownedByCustomer: z.boolean().nullish(),
  details: z.record(z.string(), z.unknown()),
});

export type RecipientForm =
  | { ok: true; profile: string | undefined; recipient: Asked }
  | { ok: false; errors: Invalid[] };

type Asked = Pick<
  Recipient,
  'fullName' | 'currency' | 'type' | 'legalType' | 'country' | 'details' | 'ownedByCustomer'
>;

/** Reads the body of `POST /v1/accounts`: which bank details have to be there depends on its type. */
export function readRecipient(body: unknown): RecipientForm {
  const wanted = wantedSchema.safeParse(body);
  if (!wanted.success) {
    return {
      ok: false,
      errors: wanted.error.issues.map(({ message, path }) => error(path.join('.'), message)),
    };
  }
  const { currency, profile, accountHolderName, ownedByCustomer, details } = wanted.data;
  const type = findType(wanted.data.type, currency.code);
  if (!type) {
    return { ok: false, errors: [error('type', `Not a type of ${currency.code}.`, wanted.data.type)] };
  }
  const read = readDetails(details);
  const legalType = read.legalType();
  const errors = wrongWith(type, read, accountHolderName, legalType);
  if (errors.length > 0 || (legalType !== 'PRIVATE' && legalType !== 'BUSINESS'))
    return { ok: false, errors };
  const kept = Object.fromEntries(
    type.fields.map((field) => [field.key, read.value(field)]).filter(([, value]) => value !== ''),
  );
  return {
    ok: true,
    profile: profile ?? undefined,
    recipient: {
      fullName: accountHolderName,
      currency,
      type,
      legalType,
      country: countryOf(type, kept, currency),
      details: kept,
      ownedByCustomer: ownedByCustomer ?? false,
    },
  };
}

function wrongWith(
  { fields }: RecipientType,
  read: DetailReader,
  name: string,
  legalType: string,
): Invalid[] {
  const errors = fields
    .filter((field) => !fits(field, read.value(field)))
    .map((field) => error(field.key, `Please enter a valid ${field.label}.`, read.sent(field)));
  if (legalType !== 'PRIVATE' && legalType !== 'BUSINESS') {
    errors.push(error('legalType', 'PRIVATE or BUSINESS'));
  }
  // openapi.yml: people have two names, of more than one letter and without numbers.
  if (legalType === 'PRIVATE' && !/^[^\d]{2,}\s+[^\d]{2,}$/.test(name)) {
    errors.push(error('accountHolderName', "Please enter the recipient's first and last name.", name));
  }
  return errors;
}

function countryOf({ country }: RecipientType, details: Record<string, string>, currency: Currency): string {
  const { iban, swiftCode } = details;
  if (country !== undefined) return country;
  return iban?.slice(0, 2).toUpperCase() ?? swiftCode?.slice(4, 6) ?? currency.code.slice(0, 2);
}

/** openapi.yml: the field and what was in it. */
function error(path: string, message: string, value?: string): Invalid {
  return { message, path, arguments: value === undefined ? [path] : [path, value] };
}
