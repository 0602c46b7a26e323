import type { ReactNode } from 'react';
import type { StaffUse } from '#web/connections/uses';
import { formatDay } from '#web/messages/language';
import { staffUseMessages as messages } from '#web/messages/staff/uses';
import { Tag } from '../ui/badge';
import { Bidi } from '../ui/bidi';
import { TableCell } from '../ui/table';

/** The head of a row of uses: its day. */
export function DayHead({ day }: { day: Date }) {
  return (
    <th
      scope="row"
      className="whitespace-nowrap border-line px-4 py-3 text-left align-top font-normal tabular-nums max-md:block max-md:p-0 md:border-t"
    >
      {formatDay(day)}
    </th>
  );
}

/** The API key that asked; `cap`: what its name may take before it opens on demand. */
export function KeyName({ of, cap }: { of: StaffUse['key']; cap?: number }) {
  if (of === null) return messages.noKey;
  return (
    <>
      {of.name === null ? (
        messages.unknownKey
      ) : (
        <Bidi text={of.name} {...(cap === undefined ? {} : { cap })} />
      )}{' '}
      {of.isRevoked ? <Tag>{messages.revoked}</Tag> : null}
      <span className="block text-muted wrap-anywhere">{of.id}</span>
    </>
  );
}

type UseCellProps = { label: string; isNumber?: boolean; children: ReactNode };

// On a phone the column's name stands before the value; readers get it from the column header already.
export function UseCell({ label, isNumber, children }: UseCellProps) {
  return (
    <TableCell
      className={`max-md:grid max-md:grid-cols-[7rem_minmax(0,1fr)] max-md:border-0 max-md:px-0 max-md:pt-2 max-md:pb-0${isNumber ? ' md:text-right' : ''}`}
    >
      <span aria-hidden="true" className="text-muted md:hidden">
        {label}
      </span>
      <div className="min-w-0">{children}</div>
    </TableCell>
  );
}
