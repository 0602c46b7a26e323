/** The name of the hidden field below. */
export const WITHOUT_JAVASCRIPT = 'without-javascript';

/**
 * Inside a form that may take a while: tells its route that no button says so. The route then answers with a page that
 * does (web/http/waiting-page.ts).
 */
export function WithoutJavaScript() {
  return (
    <noscript>
      <input type="hidden" name={WITHOUT_JAVASCRIPT} value="1" />
    </noscript>
  );
}
