import type { ScaPhoneChannel } from '#lib/contract/sca';
import { AppError } from '#lib/errors/app-error';
import type { WiseClientConfig } from '#vault/env/vault-env';

/** The paths we call, classic (per-resource versions) or CalVer (docs/wise.md 6.1, 8.5). */
export function wisePaths(apiVersion: string) {
  const isClassic = apiVersion === '';
  return {
    token: isClassic ? '/oauth/token' : `/${apiVersion}/oauth/token`,
    me: isClassic ? '/v1/me' : `/${apiVersion}/me`,
    profiles: isClassic ? '/v2/profiles' : `/${apiVersion}/profiles`,
    personalProfile: isClassic ? '/v2/profiles/personal-profile' : `/${apiVersion}/profiles/personal-profile`,
    signUp: isClassic ? '/v1/user/signup/registration_code' : `/${apiVersion}/user/signup/registration_code`,
    claimAccount: isClassic ? '/v1/user/claim-account' : `/${apiVersion}/user/claim-account`,
  };
}

/** The same for approvals (docs/wise.md 11). What has a profile in it is version 2, what is by phone or user version 1. */
export function scaPaths(apiVersion: string) {
  const at = (version: string, path: string) => `/${apiVersion === '' ? version : apiVersion}${path}`;
  const ofProfile = (profileId: string, path: string) => {
    if (!/^\d{1,19}$/.test(profileId)) throw new AppError('INTERNAL', { log: 'a profile id is no number' });
    return at('v2', `/profiles/${profileId}${path}`);
  };
  return {
    status: at('v1', '/one-time-token/status'),
    session: (profileId: string) => ofProfile(profileId, '/sca-sessions/authorise'),
    phoneTrigger: (channel: ScaPhoneChannel) => at('v1', `/one-time-token/${channel}/trigger`),
    phoneVerify: (channel: ScaPhoneChannel) => at('v1', `/one-time-token/${channel}/verify`),
    pin: (profileId: string) => ofProfile(profileId, '/pin'),
    pinVerify: (profileId: string) => ofProfile(profileId, '/pin/verify'),
    devices: (profileId: string) => ofProfile(profileId, '/device-fingerprints'),
    deviceVerify: (profileId: string) => ofProfile(profileId, '/device-fingerprints/verify'),
  };
}

/** A KYC review of a profile; its PATCH is version 1, whatever version reads it. */
export function kycReviewPath(apiVersion: string, profileId: string, reviewId: string): string {
  return `/${apiVersion === '' ? 'v1' : apiVersion}/profiles/${profileId}/kyc-reviews/${reviewId}`;
}

/** The only way to an address at Wise: a token goes to the configured origin or nowhere (RFC 9700 §4.9.1). */
export function wiseUrl(config: WiseClientConfig, path: string): URL {
  const url = new URL(path, config.apiUrl);
  if (url.origin !== new URL(config.apiUrl).origin) {
    throw new AppError('INTERNAL', { log: `refused to call another origin than ${config.apiUrl}` });
  }
  return url;
}
