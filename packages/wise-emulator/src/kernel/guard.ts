import type { FastifyRequest } from 'fastify';
import type { EmulatorState } from './state';
import type { Answer } from './store/answer';
import type { ScaAction } from './store/sca/actions';
import type { AccessToken, UserToken } from './store/tokens';

/** A call with a live token, before anything is done for it. */
export type GuardedCall = {
  state: EmulatorState;
  request: FastifyRequest;
  access: AccessToken;
  /** The route's name, as faults know it. */
  endpoint: string;
  now: number;
};

/** What an operation demands of its message; `jwe-direct` answers under the request's own content key. */
export type JoseDemand = 'jws' | 'jwe' | 'jws+jwe' | 'jwe-direct';

/** What a signed or encrypted request said, and what wraps its answer in kind. */
export type OpenedMessage =
  | { ok: true; payload: unknown; seal: (answer: Answer) => Promise<Answer> }
  | { ok: false; answer: Answer };

export type ApprovedCall = {
  token: UserToken;
  request: FastifyRequest;
  params: Readonly<Record<string, string>>;
  now: number;
};

/** What Wise has before and around the operations of its API. Each module of `security/` registers its own. */
export type Guard = {
  /** What Wise demands of every call whatever it is for: undefined lets it pass. */
  admit?(call: GuardedCall): Answer | undefined;
  /** Whether the message has to be opened first. */
  isSealed?(request: FastifyRequest): boolean;
  /** Opens the message. Takes its time, so it comes before the effect and has none of its own. */
  open?(
    state: EmulatorState,
    request: FastifyRequest,
    demand: JoseDemand | undefined,
    clientId: string,
  ): Promise<OpenedMessage>;
  /** Lets an operation that Wise protects happen, or refuses it. In the same turn as its effect. */
  approve?(state: EmulatorState, action: ScaAction, call: ApprovedCall, answer: () => Answer): Answer;
};
