import { expect, it } from 'vitest';
import { placeOf } from './place-beside.ts';

const POPUP = { width: 100, height: 40 };
const WINDOW = { width: 320, height: 600 };
const anchor = (left: number, top: number) => ({ left, top, bottom: top + 20, width: 60 });

it.each([
  ['above, in the middle of what it explains', anchor(100, 300), { left: 80, top: 254 }],
  ['below, where there is no room above', anchor(100, 10), { left: 80, top: 36 }],
  ['inside at the left edge', anchor(0, 300), { left: 8, top: 254 }],
  ['inside at the right edge', anchor(290, 300), { left: 212, top: 254 }],
])('stands %s', (_, from, place) => {
  expect(placeOf(from, POPUP, WINDOW)).toEqual(place);
});
