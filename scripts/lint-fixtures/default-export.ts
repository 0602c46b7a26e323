// must fail: lint/style/noDefaultExport
export default function anonymous(): void {}
