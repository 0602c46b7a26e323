/** An exact decimal: `units` of which ten to the power of `scale` make one. Doubles would lose cents. */
export type Decimal = { units: bigint; scale: number };

const LITERAL = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Reads a number as JSON writes it; undefined for anything else. */
export function readDecimal(literal: string): Decimal | undefined {
  const found = LITERAL.exec(literal);
  if (!found) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  const scale = fraction.length - Number(exponent);
  const units = BigInt(`${sign}${whole}${fraction}`);
  return scale < 0 ? { units: units * power(-scale), scale: 0 } : { units, scale };
}

/** `100`, `310.86`, `0.5`: no zeros that say nothing, as in Wise's answers. */
export function decimalText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The same value with `scale` digits after the point, half rounded away from zero. */
export function rescale({ units, scale }: Decimal, wanted: number): Decimal {
  if (wanted >= scale) return { units: units * power(wanted - scale), scale: wanted };
  return { units: divideRounded(units, power(scale - wanted)), scale: wanted };
}

export function multiply(one: Decimal, other: Decimal): Decimal {
  return { units: one.units * other.units, scale: one.scale + other.scale };
}

/** With `scale` digits after the point, half rounded away from zero. */
export function divide(one: Decimal, by: Decimal, scale: number): Decimal {
  const units = divideRounded(one.units * power(scale + by.scale), by.units * power(one.scale));
  return { units, scale };
}

/** Half away from zero. */
function divideRounded(one: bigint, by: bigint): bigint {
  const isNegative = one < 0n !== by < 0n;
  const [top, bottom] = [one < 0n ? -one : one, by < 0n ? -by : by];
  const rounded = (top * 2n + bottom) / (bottom * 2n);
  return isNegative ? -rounded : rounded;
}

export function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
