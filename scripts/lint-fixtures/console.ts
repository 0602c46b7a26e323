// must fail: lint/suspicious/noConsole
console.log('a token');
