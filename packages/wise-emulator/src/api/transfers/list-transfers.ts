import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer } from '#emulator/kernel/http/lossless';
import { queryDay } from '#emulator/kernel/http/query-time';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import type { WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { TRANSFER_STATUSES, type Transfer } from '#emulator/kernel/store/money/transfers';
import { wireWord } from '../money/wire-schemas';
import { forGrantedProfile } from '../resources/for-granted-profile';
import { transferJson } from './transfer-json';

const MAX_LIMIT = 100;

const listQuery = (offsets: 'refused' | 'taken') =>
  z.object({
    profile: z.string().optional(),
    status: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(wireWord(TRANSFER_STATUSES)))
      .optional(),
    sourceCurrency: z.string().optional(),
    targetCurrency: z.string().optional(),
    createdDateStart: queryDay(offsets, 'start').optional(),
    createdDateEnd: queryDay(offsets, 'end').optional(),
    limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(MAX_LIMIT),
    offset: z.coerce.number().int().min(0).default(0),
  });

type ListQuery = z.output<ReturnType<typeof listQuery>>;

/** `GET /v1/transfers`, newest first. Without `profile` it is the granted one (assumed; the file says: the personal one). */
export function listTransfers(state: EmulatorState, call: WiseCall): Answer {
  const { queryTimeOffsets, transferTimes } = state.settings.current;
  const asked = listQuery(queryTimeOffsets).safeParse(Object.fromEntries(call.query));
  if (!asked.success) return refusalOf(asked.error);
  const { limit, offset, profile: wanted } = asked.data;
  return forGrantedProfile(state, call, wanted, ({ profile }) => {
    const found = state.transfers.of(profile.id).filter((transfer) => isWanted(transfer, asked.data));
    const page = found.slice(offset, offset + limit);
    return losslessAnswer(
      200,
      page.map((transfer) => transferJson(transfer, profile.type === 'BUSINESS', transferTimes)),
    );
  });
}

function isWanted({ status, paid, target, createdAt }: Transfer, query: ListQuery): boolean {
  return (
    (query.status?.includes(status) ?? true) &&
    (query.sourceCurrency ?? paid.currency.code) === paid.currency.code &&
    (query.targetCurrency ?? target.currency.code) === target.currency.code &&
    (query.createdDateStart ?? createdAt) <= createdAt &&
    createdAt <= (query.createdDateEnd ?? createdAt)
  );
}
