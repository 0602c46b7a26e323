// What staff change: the acts behind their forms, in the transactions of the vault.

import {
  insertBulkAct,
  insertItems,
  markPreviewed,
  nextItems,
  recordOutcomes,
} from '#vault/bulk-acts/bulk-act-row';
import { disconnectWithin } from '#vault/connections/disconnect';
import { changeMany } from '#vault/connections/freeze';
import { recordWithdrawal } from '#vault/connections/record-withdrawal';
import { assignWithin } from '#vault/follow-up/assign';
import type { VaultContext } from '#vault/runtime/context';
import type { Act, Place } from './pages-and-loops';
import { undone } from './undone';

/** Whose 1 in 100 connections are (fillConnections). */
const STAFF = '00000000-0000-4000-8000-000000000001';
const OPERATOR = {
  kind: 'staff',
  id: STAFF,
  role: 'operator',
  name: null,
  email: 'owner@staff.example',
} as const;
/** What belongs to one connection. */
const FEW = 1_000;
/** Connections of a list that one statement names. */
const LISTED = 1_000;

export function staffChanges(vault: VaultContext, { connectionId }: Place): Act[] {
  const { db } = vault.database;
  const of = { connectionId, actor: OPERATOR };
  return [
    {
      name: 'staff: a withdrawal is recorded',
      mayRead: FEW,
      run: () =>
        undone(db, async (tx) => {
          await disconnectWithin(tx, vault, { ...of, by: 'customer', reason: undefined, detail: {} });
          const receivedOn = new Date().toISOString().slice(0, 10);
          await recordWithdrawal(tx, connectionId, STAFF, { channel: 'phone', receivedOn, reference: '' });
        }),
    },
    {
      name: 'staff: a freeze is taken back',
      mayRead: FEW,
      run: () =>
        undone(db, (tx) =>
          changeMany(tx, { act: 'release', connectionIds: [connectionId], actor: OPERATOR, reason: 'over' }),
        ),
    },
    {
      name: 'staff: a connection is given to somebody',
      mayRead: FEW,
      run: () => undone(db, (tx) => assignWithin(tx, { ...of, staffId: STAFF })),
    },
    {
      name: 'staff: a list of connections is made and worked on',
      mayRead: 10 * LISTED,
      run: () =>
        undone(db, async (tx) => {
          const ids = await tx.$queryRaw<{ id: string }[]>`
            SELECT id::text AS id FROM public.connections ORDER BY created_at, id LIMIT ${LISTED}::integer`;
          const id = await insertBulkAct(tx, {
            ...{ kind: 'freeze', source: 'selection', query: '', ownerStaffId: null, createdBy: STAFF },
          });
          await insertItems(
            tx,
            id,
            ids.map((row) => row.id),
          );
          await markPreviewed(tx, id, false);
          const next = await nextItems(tx, { id, position: null }, 100);
          await recordOutcomes(
            tx,
            id,
            next.map((each) => ({ connectionId: each, outcome: 'done' })),
          );
        }),
    },
  ];
}
