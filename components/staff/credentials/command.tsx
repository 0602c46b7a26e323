/** A command that one click selects whole; a long one wraps. */
export function Command({ text }: { text: string }) {
  return (
    <code className="block select-all rounded-sm border border-line bg-raised px-2 py-1 text-sm wrap-anywhere">
      {text}
    </code>
  );
}
