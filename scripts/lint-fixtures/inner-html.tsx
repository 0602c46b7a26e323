// must fail: lint/security/noDangerouslySetInnerHtml
export function Name({ name }: { name: string }) {
  return <p dangerouslySetInnerHTML={{ __html: name }} />;
}
