export type { AccessTokens, TokenOptions } from './access-token.js';
export { type ConnectWise, connectWise } from './client.js';
export {
  ConnectWiseError,
  ConnectWiseUnreachable,
  isProblem,
  type Problem,
  type ProblemCode,
} from './errors.js';
export { parseExactJson } from './exact-json.js';
export type { components, operations } from './generated/schema.js';
export type { RequestOptions } from './http/send.js';
export type { ConnectWiseOptions } from './http/settings.js';
export type { AccessToken, Answer, Connection, Input, OperationName } from './types.js';
export { type EventRefusal, EventRefused, type VerifyOptions, verifyEvent } from './verify-event.js';
export type { CallWise, WiseCall } from './wise-call.js';
