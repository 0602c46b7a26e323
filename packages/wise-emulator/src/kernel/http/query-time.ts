import * as z from 'zod';

/** The code that Wise was recorded giving for a time with an offset; for other wrong times it is assumed. */
const WRONG = 'wrong.date.format';

const rfc3339 = z.iso.datetime({ offset: true });

/**
 * A time in a query, in milliseconds since 1970: with or without fractions of a second.
 *
 * @param offsets the setting `queryTimeOffsets`: whether `+02:00` may stand in place of `Z`.
 */
export function queryTime(offsets: 'refused' | 'taken') {
  return z.string().transform((text, context): number => {
    // A bare + in a query has become a space, and some clients write +0200.
    const written = text.replace(/[ +](\d\d):?(\d\d)$/, '+$1:$2').replace(/-(\d\d)(\d\d)$/, '-$1:$2');
    const isRefused = offsets === 'refused' && !written.endsWith('Z');
    if (!isRefused && rfc3339.safeParse(written).success) return Date.parse(written);
    return refuseTime(context);
  });
}

/** A day, which stands for all of it; or a time. */
export function queryDay(offsets: 'refused' | 'taken', edge: 'start' | 'end') {
  const day = z.iso
    .date()
    .transform((text) => Date.parse(`${text}T${edge === 'start' ? '00:00:00.000' : '23:59:59.999'}Z`));
  return z.string().transform((text, context): number => {
    const read = day.or(queryTime(offsets)).safeParse(text);
    return read.success ? read.data : refuseTime(context);
  });
}

function refuseTime(context: z.core.$RefinementCtx<string>): never {
  context.addIssue({ code: 'custom', message: 'Wrong date format', params: { code: WRONG } });
  return z.NEVER;
}
