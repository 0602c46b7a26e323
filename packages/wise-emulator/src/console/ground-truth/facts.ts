import type { EmulatorState } from '#emulator/kernel/state';
import type { EmulatorEvent } from '#emulator/kernel/store/events/event-log';
import type { LiveToken } from '#emulator/kernel/store/tokens';
import { eventBatches, type LostEvents } from './event-lines';

type At = { seq: number; at: string };
type Owner = { clientId: string; userId: string | null; profileId: string | null };

/** What Wise knows to be true: every code, grant and refresh with its time, and every token that is accepted now. */
export type Fact =
  | ({ fact: 'code'; code: string; redirectUri: string; isOpen: boolean } & At & Owner)
  | ({
      /** `application`: a token of the client itself. */
      fact: 'grant' | 'refresh' | 'application';
      grantType: string;
      accessToken: string;
      refreshToken: string | null;
      previousAccessToken: string | null;
      /** It died by this. */
      replacedRefreshToken: string | null;
    } & At &
      Owner)
  | ({ fact: 'live'; at: string; accessToken: string; refreshToken: string | null } & Owner & {
        accessExpiresAt: string;
        accessLive: boolean;
        refreshLive: boolean;
      })
  | { fact: 'lost'; events: number };

/** History first, oldest first, then what is live when that has been read. */
export async function* groundTruth(state: EmulatorState): AsyncGenerator<Fact[]> {
  for await (const batch of eventBatches(state.log, 0)) {
    yield batch.flatMap((event) => asFact(state, event) ?? []);
  }
  const now = state.clock.now();
  const at = new Date(now).toISOString();
  for (const token of state.tokens.live(now)) yield [asLive(token, at)];
}

function asFact(state: EmulatorState, event: EmulatorEvent | LostEvents): Fact | undefined {
  switch (event.type) {
    case 'log.lost':
      return { fact: 'lost', events: event.events };
    case 'authorise.code_issued': {
      const { seq, at, code, clientId, userId, profileId, redirectUri } = event;
      const isOpen = state.codes.isOpen(code, state.clock.now());
      return { fact: 'code', seq, at, clientId, userId, profileId, code, redirectUri, isOpen };
    }
    case 'token.issued': {
      const { type: _type, request: _request, ...facts } = event;
      if (facts.userId === null) return { fact: 'application', ...facts };
      return { fact: facts.grantType === 'refresh_token' ? 'refresh' : 'grant', ...facts };
    }
    default:
      return undefined;
  }
}

function asLive(token: LiveToken, at: string): Fact {
  return { fact: 'live', at, ...token };
}
