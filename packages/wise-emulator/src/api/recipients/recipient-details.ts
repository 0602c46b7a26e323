import type { Field } from '#emulator/kernel/store/money/recipient-types';

export type DetailReader = {
  /** As it was sent; empty when it was not. */
  sent(field: Field): string;
  /** Without the spaces around it; a choice in the case that Wise writes it. */
  value(field: Field): string;
  /** PRIVATE when nothing was sent. */
  legalType(): string;
};

/**
 * Reads the details of a recipient. Wise's own SCA sample sends `IBAN` and `BIC` where its documents have `iban` and
 * `bic`: names match in any case. When a name came in two cases, the documented one counts.
 */
export function readDetails(details: Readonly<Record<string, unknown>>): DetailReader {
  const byPlainName = new Map(Object.entries(details).map(([name, value]) => [name.toLowerCase(), value]));
  const find = (name: string) => details[name] ?? byPlainName.get(name.toLowerCase());
  const sent = ({ key, aliases = [] }: Pick<Field, 'key' | 'aliases'>) =>
    textOf([key, ...aliases].map(find).find((value) => value != null));
  return {
    sent,
    value: (field) => {
      const text = sent(field).trim();
      return field.choices?.find((choice) => choice === text.toUpperCase()) ?? text;
    },
    legalType: () => sent({ key: 'legalType' }).trim().toUpperCase() || 'PRIVATE',
  };
}

/** A number came as its literal: see `losslessBodyOf`. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'object' ? String(value ?? '') : '';
}
