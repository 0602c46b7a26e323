import type { components } from './generated/schema.js';

/** A failure as the API says it (RFC 9457): decide by `code`. */
export type Problem = components['schemas']['Problem'];
/** The closed list of codes. A newer server may answer one that this list does not have yet. */
export type ProblemCode = Problem['code'];

/** What a problem of this code says besides. */
interface MembersByCode {
  SCOPE_MISSING: 'scope';
  SCA_REQUIRED: 'challenge_id' | 'approval_url' | 'expires_at';
  WISE_USER_EXISTS: 'connect_url';
}
type ProblemOf<Code extends ProblemCode> = Problem & { code: Code } & (Code extends keyof MembersByCode
    ? Required<Pick<Problem, MembersByCode[Code] & keyof Problem>>
    : unknown);

/** The API answered with a problem. */
export class ConnectWiseError extends Error {
  override readonly name: string = 'ConnectWiseError';
  readonly code: ProblemCode;
  readonly status: number;
  readonly problem: Problem;
  /** Of the answer's `Connect-Wise-Request-Id`: whoever runs Connect Wise finds the request by it. */
  readonly requestId: string | undefined;
  /** Seconds, when the answer said so: not earlier. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    problem: Problem,
    {
      requestId,
      retryAfterSeconds,
    }: { requestId?: string | undefined; retryAfterSeconds?: number | undefined },
  ) {
    super(`${problem.code}: ${problem.title}`);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer, or one that is not of this API: `cause` says why. A request that changes something may have been carried out. */
export class ConnectWiseUnreachable extends Error {
  override readonly name = 'ConnectWiseUnreachable';
}

/**
 * Whether a failure has this code; then its problem has what comes with it.
 *
 * @example
 * if (isProblem(error, 'SCA_REQUIRED')) redirect(error.problem.approval_url);
 */
export function isProblem<Code extends ProblemCode>(
  error: unknown,
  code: Code,
): error is ConnectWiseError & { code: Code; problem: ProblemOf<Code> } {
  return error instanceof ConnectWiseError && error.code === code;
}
