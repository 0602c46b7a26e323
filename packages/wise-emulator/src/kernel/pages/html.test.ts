import { expect, it } from 'vitest';
import { html } from './html';

it('escapes every inserted text, also in attributes, and keeps markup', () => {
  const bold = html`<b>${'<&>'}</b>`;
  expect(html`<a title="${`"'<>&`}">${bold}${[1, html`<i></i>`]}${null}${false}${undefined}</a>`.text).toBe(
    '<a title="&quot;&#39;&lt;&gt;&amp;"><b>&lt;&amp;&gt;</b>1<i></i></a>',
  );
});

it('replaces NUL, controls and lone surrogates, and keeps whole characters', () => {
  expect(html`${'a\u0000b\u001bc\ud800d😀'}`.text).toBe('a\uFFFDb\uFFFDc\uFFFDd😀');
});
