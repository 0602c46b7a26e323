import { createHash } from 'node:crypto';

/** A field of a bank account: what Wise calls it, and what fits into it. */
export type Field = { key: string; label: string; fits(value: string): boolean };

export type RecipientType = {
  /** As a request names it; an answer has `SortCode` (openapi.yml). */
  name: string;
  /** Nothing: any. */
  currencies?: readonly string[];
  fields: readonly Field[];
  /** Which fields say where it is, and which one there. */
  bankCode?: string;
  accountNumber: string;
  country?: string;
};

const digits = (count: number | string) => (value: string) => new RegExp(`^\\d{${count}}$`).test(value);
const anyOf =
  (...words: string[]) =>
  (value: string) =>
    words.includes(value);

const accountNumber = (count: number | string): Field => ({
  key: 'accountNumber',
  label: 'Account number',
  fits: digits(count),
});
const accountType = (...types: string[]): Field => ({
  key: 'accountType',
  label: 'Account type',
  fits: anyOf(...types),
});

/** The kinds of accounts that the sandbox pays out to, with their bank details. */
export const RECIPIENT_TYPES: readonly RecipientType[] = [
  {
    name: 'sort_code',
    currencies: ['GBP'],
    country: 'GB',
    bankCode: 'sortCode',
    accountNumber: 'accountNumber',
    fields: [{ key: 'sortCode', label: 'UK sort code', fits: digits(6) }, accountNumber(8)],
  },
  {
    name: 'iban',
    currencies: ['EUR', 'GBP', 'CHF', 'PLN', 'SEK'],
    accountNumber: 'iban',
    fields: [{ key: 'iban', label: 'IBAN', fits: isIban }],
  },
  {
    name: 'aba',
    currencies: ['USD'],
    country: 'US',
    bankCode: 'abartn',
    accountNumber: 'accountNumber',
    fields: [
      { key: 'abartn', label: 'Routing number', fits: isRoutingNumber },
      accountNumber('4,17'),
      accountType('CHECKING', 'SAVINGS'),
    ],
  },
  {
    name: 'australian',
    currencies: ['AUD'],
    country: 'AU',
    bankCode: 'bsbCode',
    accountNumber: 'accountNumber',
    fields: [{ key: 'bsbCode', label: 'BSB code', fits: digits(6) }, accountNumber('4,9')],
  },
  {
    name: 'canadian',
    currencies: ['CAD'],
    country: 'CA',
    bankCode: 'institutionNumber',
    accountNumber: 'accountNumber',
    fields: [
      { key: 'institutionNumber', label: 'Institution number', fits: digits(3) },
      { key: 'transitNumber', label: 'Transit number', fits: digits(5) },
      accountNumber('7,12'),
      accountType('CHECKING', 'SAVINGS'),
    ],
  },
  {
    name: 'interac',
    currencies: ['CAD'],
    country: 'CA',
    accountNumber: 'interacAccount',
    fields: [{ key: 'interacAccount', label: 'Interac e-mail', fits: isEmail }],
  },
  {
    name: 'indian',
    currencies: ['INR'],
    country: 'IN',
    bankCode: 'ifscCode',
    accountNumber: 'accountNumber',
    fields: [
      { key: 'ifscCode', label: 'IFSC code', fits: (value) => /^[A-Z]{4}0[A-Z\d]{6}$/.test(value) },
      accountNumber('5,20'),
    ],
  },
  {
    name: 'singapore',
    currencies: ['SGD'],
    country: 'SG',
    bankCode: 'bankCode',
    accountNumber: 'accountNumber',
    fields: [{ key: 'bankCode', label: 'Bank code', fits: digits(4) }, accountNumber('4,17')],
  },
  {
    name: 'swift_code',
    bankCode: 'swiftCode',
    accountNumber: 'accountNumber',
    fields: [
      {
        key: 'swiftCode',
        label: 'SWIFT/BIC code',
        fits: (value) => /^[A-Z]{6}[A-Z\d]{2}([A-Z\d]{3})?$/.test(value),
      },
      { key: 'accountNumber', label: 'Account number', fits: (value) => /^[A-Z\d]{4,34}$/.test(value) },
    ],
  },
  {
    name: 'email',
    accountNumber: 'email',
    fields: [{ key: 'email', label: 'E-mail', fits: isEmail }],
  },
];

export function findType(name: string, currency: string): RecipientType | undefined {
  return RECIPIENT_TYPES.find((type) => type.name === name && (type.currencies?.includes(currency) ?? true));
}

/** `sort_code` → `SortCode`. */
export function answeredName({ name }: RecipientType): string {
  return name.replace(/(?:^|_)(\w)/g, (_whole, letter: string) => letter.toUpperCase());
}

/** The same for the same details; says nothing about them. */
export function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

function isEmail(value: string): boolean {
  return /^[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,}$/i.test(value);
}

/** ISO 13616: with the first four characters at the end and letters as numbers, the rest by 97 is 1. */
export function isIban(value: string): boolean {
  const iban = value.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(iban)) return false;
  const moved = iban.slice(4) + iban.slice(0, 4);
  const number = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(number) % 97n === 1n;
}

/** ABA: weights 3, 7, 1 over nine digits sum up to a multiple of ten. */
function isRoutingNumber(value: string): boolean {
  if (!/^\d{9}$/.test(value)) return false;
  const weights = [3, 7, 1];
  const sum = [...value].reduce((total, digit, at) => total + Number(digit) * (weights[at % 3] ?? 0), 0);
  return sum % 10 === 0;
}
