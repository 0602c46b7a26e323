import { staffBulkMessages } from '#web/messages/staff/bulk';

/** The form that the boxes of the table belong to, wherever on the page it stands. */
export const BULK_FORM = 'bulk-form';

/** The box of one row. Its label is as large as a finger. */
export function SelectRow({ connectionId, name }: { connectionId: string; name: string }) {
  return (
    <label className="-m-3 inline-flex size-11 cursor-pointer items-center justify-center">
      <input
        type="checkbox"
        form={BULK_FORM}
        name="connection"
        value={connectionId}
        aria-label={staffBulkMessages.bar.select(name)}
        className="size-5 accent-accent"
      />
    </label>
  );
}
