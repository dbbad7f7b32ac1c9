import { expect, test } from 'vitest';
import { splitLinks } from '../src/links';

const links = (text: string) =>
  splitLinks(text)
    .filter((piece) => piece.href !== null)
    .map((piece) => piece.text);

test.each([
  ['see https://a.example/x.', ['https://a.example/x']],
  ['(https://a.example/x)', ['https://a.example/x']],
  ['https://a.example/x_(y)', ['https://a.example/x_(y)']],
  ['http://a.example, https://b.example!', ['http://a.example', 'https://b.example']],
  ['“https://a.example”', ['https://a.example']],
  ['HTTPS://A.EXAMPLE/x', ['HTTPS://A.EXAMPLE/x']],
  ['javascript:alert(1) ftp://a.example data:text/html,x', []],
  ['https:// http://', []],
])('links of %j', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test('no character is lost or added', () => {
  const text = 'a\n https://a.example/?q=<b>&c=1). "https://b.example" \u0000 end ';
  expect(
    splitLinks(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});
