import { createHash } from 'node:crypto';

/** A field of a bank account: what Wise calls it, and what fits into it. */
export type Field = {
  key: string;
  label: string;
  /** In the form that a recipient's form tells its reader (`account-requirements`). */
  pattern: RegExp;
  /** What no pattern can say: check digits. */
  isRight?: (value: string) => boolean;
  /** The words to choose from, in any case. */
  choices?: readonly string[];
  /** Other names that clients send it by. */
  aliases?: readonly string[];
  isOptional?: boolean;
  example: string;
};

export type RecipientType = {
  /** As a request names it; an answer has `SortCode` (openapi.yml). */
  name: string;
  title: string;
  /** Nothing: any. */
  currencies?: readonly string[];
  fields: readonly Field[];
  /** Which fields say where it is, and which one there. */
  bankCode?: string;
  accountNumber: string;
  country?: string;
};

const digits = (key: string, label: string, count: number | string, example: string): Field => ({
  key,
  label,
  pattern: new RegExp(`^\\d{${count}}$`),
  example,
});
const accountNumber = (count: number | string, example = '12345678') =>
  digits('accountNumber', 'Account number', count, example);
const choice = (key: string, label: string, ...choices: string[]): Field => ({
  key,
  label,
  pattern: new RegExp(`^(${choices.join('|')})$`),
  choices,
  example: choices[0] ?? '',
});
const email = (key: string, label: string): Field => ({
  key,
  label,
  pattern: /^[^\s@]{1,64}@[^\s@]{1,190}\.[A-Za-z]{2,}$/,
  example: 'example@example.ex',
});

const BIC: Omit<Field, 'key'> = {
  label: 'SWIFT/BIC code',
  pattern: /^[A-Z]{6}[A-Z\d]{2}([A-Z\d]{3})?$/,
  example: 'DEUTDEFF',
};

/** The kinds of accounts that the sandbox pays out to, with their bank details. */
const RECIPIENT_TYPES: readonly RecipientType[] = [
  {
    name: 'sort_code',
    title: 'Local bank account',
    currencies: ['GBP'],
    country: 'GB',
    bankCode: 'sortCode',
    accountNumber: 'accountNumber',
    fields: [digits('sortCode', 'UK sort code', 6, '040075'), accountNumber(8, '37778842')],
  },
  {
    name: 'iban',
    title: 'IBAN',
    currencies: ['EUR', 'GBP', 'CHF', 'PLN', 'SEK'],
    accountNumber: 'iban',
    fields: [
      {
        key: 'iban',
        label: 'IBAN',
        pattern: /^[A-Za-z]{2}[A-Za-z\d ]{13,40}$/,
        isRight: isIban,
        example: 'DE89370400440532013000',
      },
      { ...BIC, key: 'bic', isOptional: true },
    ],
  },
  {
    name: 'aba',
    title: 'Local bank account',
    currencies: ['USD'],
    country: 'US',
    bankCode: 'abartn',
    accountNumber: 'accountNumber',
    fields: [
      { ...digits('abartn', 'Routing number', 9, '026009593'), isRight: isRoutingNumber },
      accountNumber('4,17'),
      choice('accountType', 'Account type', 'CHECKING', 'SAVINGS'),
    ],
  },
  {
    name: 'australian',
    title: 'Local bank account',
    currencies: ['AUD'],
    country: 'AU',
    bankCode: 'bsbCode',
    accountNumber: 'accountNumber',
    fields: [digits('bsbCode', 'BSB code', 6, '082082'), accountNumber('4,9')],
  },
  {
    name: 'canadian',
    title: 'Local bank account',
    currencies: ['CAD'],
    country: 'CA',
    bankCode: 'institutionNumber',
    accountNumber: 'accountNumber',
    fields: [
      digits('institutionNumber', 'Institution number', 3, '006'),
      digits('transitNumber', 'Transit number', 5, '04841'),
      accountNumber('7,12'),
      choice('accountType', 'Account type', 'CHECKING', 'SAVINGS'),
    ],
  },
  {
    name: 'interac',
    title: 'Interac',
    currencies: ['CAD'],
    country: 'CA',
    accountNumber: 'interacAccount',
    fields: [email('interacAccount', 'Interac e-mail')],
  },
  {
    name: 'indian',
    title: 'Local bank account',
    currencies: ['INR'],
    country: 'IN',
    bankCode: 'ifscCode',
    accountNumber: 'accountNumber',
    fields: [
      { key: 'ifscCode', label: 'IFSC code', pattern: /^[A-Z]{4}0[A-Z\d]{6}$/, example: 'YESB0236041' },
      accountNumber('5,20'),
    ],
  },
  {
    name: 'singapore',
    title: 'Local bank account',
    currencies: ['SGD'],
    country: 'SG',
    bankCode: 'bankCode',
    accountNumber: 'accountNumber',
    fields: [digits('bankCode', 'Bank code', 4, '7171'), accountNumber('4,17')],
  },
  {
    name: 'swift_code',
    title: 'SWIFT',
    bankCode: 'swiftCode',
    accountNumber: 'accountNumber',
    fields: [
      { ...BIC, key: 'swiftCode', aliases: ['bic'] },
      {
        key: 'accountNumber',
        label: 'Account number',
        pattern: /^[A-Z\d]{4,34}$/,
        aliases: ['iban'],
        example: 'DE89370400440532013000',
      },
    ],
  },
  {
    name: 'email',
    title: 'E-mail',
    accountNumber: 'email',
    fields: [email('email', 'E-mail')],
  },
];

export function fits({ pattern, isRight, isOptional }: Field, value: string): boolean {
  if (isOptional && value === '') return true;
  return pattern.test(value) && (isRight?.(value) ?? true);
}

export function typesOf(currency: string): RecipientType[] {
  return RECIPIENT_TYPES.filter(({ currencies }) => currencies?.includes(currency) ?? true);
}

export function findType(name: string, currency: string): RecipientType | undefined {
  return typesOf(currency).find((type) => isTypeName(type, name));
}

/** In any case, and as an answer names it: `aba`, `ABA` and `Aba`; `sort_code` and `SortCode`. */
export function isTypeName({ name }: RecipientType, said: string): boolean {
  return plain(name) === plain(said);
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** `sort_code` → `SortCode`. */
export function answeredName({ name }: RecipientType): string {
  return name.replace(/(?:^|_)(\w)/g, (_whole, letter: string) => letter.toUpperCase());
}

/** The same for the same details; says nothing about them. */
export function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
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
  const weights = [3, 7, 1];
  const sum = [...value].reduce((total, digit, at) => total + Number(digit) * (weights[at % 3] ?? 0), 0);
  return sum % 10 === 0;
}
