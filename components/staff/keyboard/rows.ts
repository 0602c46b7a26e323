const ROWS = 'main tbody > tr, main [data-rows] > li';

/** Where a row's focus goes: its own page, else the first thing in it. */
function targetOf(row: Element): HTMLElement | null {
  return (
    row.querySelector<HTMLElement>('th a[href]') ??
    row.querySelector<HTMLElement>('a[href]') ??
    row.querySelector<HTMLElement>('button, summary')
  );
}

/** Moves the focus to the row after or before the one that has it; from elsewhere to the first. It stays at both ends. */
export function focusRow(step: 1 | -1): void {
  const targets = [...document.querySelectorAll(ROWS)].flatMap((row) => {
    const target = targetOf(row);
    return target?.checkVisibility() ? [{ row, target }] : [];
  });
  const here = targets.findIndex(({ row }) => row.contains(document.activeElement));
  const next = here === -1 ? 0 : Math.min(targets.length - 1, Math.max(0, here + step));
  targets[next]?.target.focus();
}

/** Goes to the page's search box, with what stands there selected; false when the page has none. */
export function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (box === null) return false;
  box.focus();
  box.select();
  return true;
}
