import { expect, test } from './support/fixtures';

test('the console monitor of every browser test can fail: it reports a breach of the policy, a stranger, an exception, an error', async ({
  open,
  monitor,
}) => {
  const page = await open();
  await page.goto('/sign-in');
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.setAttribute('onclick', 'document.title = "run"');
    const picture = new Image();
    picture.src = 'http://stranger.example/pixel.png';
    document.body.append(button, picture);
    button.click();
    setTimeout(() => {
      throw new Error('nobody catches this');
    });
    // biome-ignore lint/suspicious/noConsole: what is complained on purpose
    console.error('said on purpose');
  });
  const expected = [
    /policy violation: script-src-attr/,
    /policy violation: img-src http:\/\/stranger\.example/,
    /request to a third party: http:\/\/stranger\.example/,
    /exception: Error: nobody catches this/,
    /console error: said on purpose/,
  ];
  for (const complaint of expected) {
    await expect
      .poll(() => monitor.unexpected.some((each) => complaint.test(each)), String(complaint))
      .toBe(true);
  }
  expect(await page.title(), 'nothing of it was run').not.toBe('run');
  monitor.expect(/./);
});
