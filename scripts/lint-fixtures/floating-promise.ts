// must fail: lint/nursery/noFloatingPromises
async function save(): Promise<void> {}
export function click(): void {
  save();
}
