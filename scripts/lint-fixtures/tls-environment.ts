// must fail: ban/reject-unauthorized
export const env = { ['NODE_TLS_REJECT_UNAUTHORIZED']: '0' };
