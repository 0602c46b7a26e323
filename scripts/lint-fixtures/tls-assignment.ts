// must fail: ban/reject-unauthorized
export function open(options: { rejectUnauthorized?: boolean }): void {
  options.rejectUnauthorized = false;
}
