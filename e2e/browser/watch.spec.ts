import { expect, test } from './support/fixtures';

test('the watch over every browser test can fail: it sees a breach of the policy, a stranger, an exception, an error', async ({
  open,
  watch,
}) => {
  const page = await open();
  await page.goto('/sign-in');
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.setAttribute('onclick', 'document.title = "run"');
    const picture = new Image();
    picture.src = 'http://stranger.example/pixel.png';
    const form = document.createElement('form');
    form.action = 'http://stranger.example/';
    document.body.append(button, picture, form);
    button.click();
    form.submit();
    setTimeout(() => {
      throw new Error('nobody catches this');
    });
    // biome-ignore lint/suspicious/noConsole: what is complained on purpose
    console.error('said on purpose');
  });
  const expected = [
    /policy violation: script-src-attr/,
    /policy violation: img-src http:\/\/stranger\.example/,
    /policy violation: form-action/,
    /exception: Error: nobody catches this/,
    /console error: said on purpose/,
  ];
  for (const complaint of expected) {
    await expect
      .poll(() => watch.unexpected.some((each) => complaint.test(each)), String(complaint))
      .toBe(true);
  }
  await expect(page, 'nothing of it was run').not.toHaveTitle('run');

  const elsewhere = await open({ bypassCSP: true });
  await elsewhere.goto('/sign-in');
  await elsewhere.evaluate(() => {
    new Image().src = 'http://127.0.0.1:9/pixel.png';
  });
  const stranger = /request to a third party: http:\/\/127\.0\.0\.1:9/;
  await expect.poll(() => watch.unexpected.some((each) => stranger.test(each))).toBe(true);
  watch.expect(/./);
});
