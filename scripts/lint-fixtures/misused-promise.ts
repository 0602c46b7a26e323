// must fail: lint/nursery/noMisusedPromises
async function isAllowed(): Promise<boolean> {
  return false;
}
export function open(): string {
  if (isAllowed()) return 'open';
  return 'closed';
}
