import { z } from 'zod';
import type { Answer } from '#emulator/http/answer';
import { losslessAnswer } from '#emulator/http/lossless';
import { queryDay } from '#emulator/http/query-time';
import type { WiseCall } from '#emulator/http/wise-route';
import { refusalOf } from '#emulator/http/zod-refusal';
import { wireWord } from '#emulator/money/wire-schemas';
import { forGrantedProfile } from '#emulator/resources/for-granted-profile';
import type { EmulatorState } from '#emulator/state';
import { transferJson } from './transfer-json';
import { TRANSFER_STATUSES, type Transfer } from './transfers';

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
