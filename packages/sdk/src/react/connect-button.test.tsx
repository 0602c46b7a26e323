import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ConnectButton } from './connect-button.js';

it('the button is a form that works before any script runs', () => {
  const html = renderToStaticMarkup(
    <ConnectButton action="/wise/connect" fields={{ csrf: 'a"b' }} className="primary">
      Connect Wise
    </ConnectButton>,
  );
  expect(html).toBe(
    '<form action="/wise/connect" method="post"><input type="hidden" name="csrf" value="a&quot;b"/>' +
      '<button type="submit" class="primary">Connect Wise</button></form>',
  );
});
