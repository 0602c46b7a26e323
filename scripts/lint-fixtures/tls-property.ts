// must fail: ban/reject-unauthorized
export const agent = { rejectUnauthorized: false };
