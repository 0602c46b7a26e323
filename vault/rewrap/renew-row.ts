import type { KeyObject } from 'node:crypto';
import { AppError } from '#lib/errors/app-error';
import { findKey, isKeyUnknown, type KeyRing } from '#vault/keys/key-ring';
import { newDataKey, open, rewrapDataKey, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import type { SealedTable, WrappedRow } from '#vault/keys/sealed-table';
import type { Run } from './run-row';

/** What a record becomes. `sealed`: its new values in the order of the table's columns, where they are made anew. */
export type Renewed = {
  id: string;
  oldKey: Buffer;
  newKey: Buffer;
  sealed: readonly (Buffer | null)[];
};

export type SealedRow = WrappedRow & Record<string, unknown>;

/** What a record becomes in a run, under its ring key; `refused`: it does not open, or its key is not here. */
export function renewRow(
  ring: KeyRing,
  { isReencryption, keyId }: Pick<Run, 'isReencryption' | 'keyId'>,
  table: SealedTable,
  row: SealedRow,
): Renewed | 'refused' {
  const to = { keyId, key: findKey(ring, keyId) };
  return isReencryption ? reencryptRow(ring, table, row, to) : rewrapRow(ring, row, to.key);
}

/** The data key of a record under another ring key. No value of it is read. */
function rewrapRow(ring: KeyRing, row: WrappedRow, to: KeyObject): Renewed | 'refused' {
  return refusedOr(() => ({
    id: row.id,
    oldKey: row.wrappedKey,
    newKey: rewrapDataKey(ring, row, to),
    sealed: [],
  }));
}

/**
 * A record under a new data key: opened, and sealed again for the same place. Where one value does not open, the record is
 * left as it is.
 */
function reencryptRow(
  ring: KeyRing,
  table: SealedTable,
  row: SealedRow,
  to: { keyId: string; key: KeyObject },
): Renewed | 'refused' {
  return refusedOr(() => {
    const values = table.valuesOf(row);
    if (values === undefined) return 'refused';
    const oldKey = unwrapDataKey(ring, row.keyId, row.wrappedKey);
    const { wrappedKey, dataKey } = newDataKey(ring, to);
    const sealed = table.sealed.map((column) => {
      const value = values.find((each) => each.column === column);
      return value === undefined
        ? null
        : seal(dataKey, value.context, open(oldKey, value.context, value.sealed));
    });
    return { id: row.id, oldKey: row.wrappedKey, newKey: wrappedKey, sealed };
  });
}

function refusedOr(renew: () => Renewed | 'refused'): Renewed | 'refused' {
  try {
    return renew();
  } catch (error) {
    if (isKeyUnknown(error) || (error instanceof AppError && error.code === 'RECORD_REFUSED'))
      return 'refused';
    throw error;
  }
}
