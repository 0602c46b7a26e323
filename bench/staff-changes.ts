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
import { sendReconnectLinkWithin } from '#vault/connections/send-reconnect-link';
import { assignWithin } from '#vault/follow-up/assign';
import { addNoteWithin, withdrawNoteWithin } from '#vault/follow-up/notes';
import { endSnoozeWithin, snoozeWithin } from '#vault/follow-up/snooze';
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
const RELEASE = { act: 'release', actor: OPERATOR, reason: 'over' } as const;
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
      run: () => undone(db, (tx) => changeMany(tx, { ...RELEASE, connectionIds: [connectionId] })),
    },
    {
      name: 'staff: a connection is given to somebody',
      mayRead: FEW,
      run: () => undone(db, (tx) => assignWithin(tx, { ...of, staffId: STAFF })),
    },
    {
      name: 'staff: a note is added and withdrawn',
      mayRead: FEW,
      run: () =>
        undone(db, async (tx) => {
          const by = { actor: OPERATOR, staffId: STAFF };
          const { noteId } = await addNoteWithin(tx, by, { connectionId, text: 'rang twice' });
          await withdrawNoteWithin(tx, by, { connectionId, noteId });
        }),
    },
    {
      name: 'staff: a connection is put off, and taken up again',
      mayRead: FEW,
      run: () =>
        undone(db, async (tx) => {
          await snoozeWithin(tx, { ...of, until: new Date(Date.now() + 7 * 86_400_000), reason: 'a letter' });
          await endSnoozeWithin(tx, of);
        }),
    },
    {
      name: 'staff: a link to reconnect is sent, and not a second one',
      mayRead: FEW,
      run: () =>
        undone(db, async (tx) => {
          // the one in the middle is frozen, and whoever is frozen is sent none
          await changeMany(tx, { ...RELEASE, connectionIds: [connectionId] });
          const sent = [await sendReconnectLinkWithin(tx, of), await sendReconnectLinkWithin(tx, of)];
          if (sent.join() !== 'queued,recent') throw new Error(`links to reconnect: ${sent}`);
        }),
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
