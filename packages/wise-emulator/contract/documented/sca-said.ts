import type { Spoken } from '#testing/sca-partner';

const BEN = 10_000_002;

/** An answer by its status and body; no body is null. */
export const said = ({ status, body }: Spoken) => ({ status, body: body ?? null });
export const failed = (code: string, message: string) => ({ errors: [{ code, message }] });
export const challenge = (type: string, alternatives: string[] = []) => {
  const view = (name: string) => ({ type: name, viewData: { attributes: { userId: BEN } } });
  return {
    primaryChallenge: view(type),
    alternatives: alternatives.map(view),
    required: true,
    passed: false,
  };
};
export const withToken = (token: string, json?: unknown) => ({ json, headers: { 'one-time-token': token } });
