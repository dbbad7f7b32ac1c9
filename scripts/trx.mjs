// Reads the results of a .NET test run (TRX files, as `dotnet test --logger trx` writes them) or of vitest
// (its JSON report), for ./test:
//   node scripts/trx.mjs FILE
// First line: "passed failed skipped". Then, for people, each failure with its message and the top of its stack, and
// each skipped test with the reason. Exit code 1 when the file is not a complete report.
import { readFileSync } from 'node:fs';

const STACK_LINES = 12;

function fromTrx(text) {
  const counters = attributes(/<Counters\b([^>]*)>/.exec(text)?.[1]);
  if (counters.total === undefined) throw new Error('it has no counters');
  const results = [...text.matchAll(/<UnitTestResult\b([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)].map((match) => {
    const { testName, outcome } = attributes(match[1]);
    return { name: testName, outcome, message: element(match[2], 'Message'), stack: element(match[2], 'StackTrace') };
  });
  // xunit's skipped tests are in the total, but were not executed; their own counter stays 0.
  const number = (name) => Number(counters[name] ?? 0);
  const skipped = number('total') - number('executed');
  return {
    passed: number('passed'),
    failed: number('executed') - number('passed'),
    skipped,
    failures: results.filter((result) => !['Passed', 'NotExecuted'].includes(result.outcome)),
    leftOut: results.filter((result) => result.outcome === 'NotExecuted'),
    // What befell the run as a whole: a crashed host, a hang. xunit's own lines only repeat the failures.
    troubles: [...text.matchAll(/<RunInfo\b[^>]*outcome="Error"[^>]*>([\s\S]*?)<\/RunInfo>/g)]
      .map((match) => element(match[1], 'Text'))
      .filter((trouble) => !trouble.startsWith('[xUnit.net')),
  };
}

function fromVitest(text) {
  const report = JSON.parse(text);
  const files = report.testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const named = (test) => ({ name: test.fullName, message: (test.failureMessages ?? []).join('\n'), stack: '' });
  // A file that can't be loaded has no tests to fail.
  const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures: [
      ...tests.filter((test) => test.status === 'failed').map(named),
      ...broken.map((file) => ({ name: file.name, message: file.message, stack: '' })),
    ],
    leftOut: tests.filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status)).map(named),
    troubles: [],
  };
}

function attributes(text = '') {
  return Object.fromEntries([...text.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]));
}

function element(text = '', name) {
  return unescape(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1] ?? '').trim();
}

function unescape(text) {
  const named = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(lt|gt|quot|apos|amp));/g, (_, hex, decimal, name) =>
    name ? named[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)),
  );
}

function indent(text, lines = Infinity) {
  return text
    .split('\n')
    .slice(0, lines)
    .map((line) => `      ${line.trimEnd()}`)
    .join('\n');
}

try {
  const text = readFileSync(process.argv[2], 'utf8');
  const result = text.trimStart().startsWith('{') ? fromVitest(text) : fromTrx(text);
  console.log(`${result.passed} ${result.failed} ${result.skipped}`);
  for (const { name, message, stack } of result.failures) {
    console.log(`    FAILED  ${name}`);
    if (message) console.log(indent(message, 40));
    if (stack) console.log(indent(stack, STACK_LINES));
  }
  for (const trouble of result.troubles) console.log(indent(trouble, STACK_LINES));
  for (const { name, message } of result.leftOut) {
    console.log(`    skipped ${name}${message ? `: ${message.split('\n')[0]}` : ''}`);
  }
} catch (error) {
  console.error(`${process.argv[2]} is not a report: ${error.message}`);
  process.exit(1);
}
