import { expect, test } from 'vitest';
import { emojiProblem } from '../src/emoji';
import { whoReacted } from '../src/people';
import { ann, bob } from './fixtures';

const eve = { id: 'user-eve', name: '<b>eve</b>' };
const count = (number: number, mine: boolean, ...first: (typeof ann)[]) => ({
  emoji: '👍',
  count: number,
  mine,
  first,
});
const reaction = (actor: typeof ann, emoji = '👍') => ({ emoji, actor, seq: 1 });

test.each([
  [count(1, false, bob), undefined, 'bob'],
  [count(2, true, bob, ann), undefined, 'you and bob'],
  [count(3, true, bob, ann), undefined, 'you, bob and 1 other'],
  [count(9, false, bob, eve), undefined, 'bob, <b>eve</b> and 7 others'],
  [count(2, false, bob), [reaction(bob), reaction(eve), reaction(ann, '🎉')], 'bob and <b>eve</b>'],
])('who reacted: %j', (each, all, expected) => {
  expect(whoReacted(each, all, ann)).toBe(expected);
});

test.each(['👍', '❤️', '👩‍👩‍👧‍👦', '🏳️‍🌈', '1️⃣', '🇫🇷', '✓', '∞'])('%s is a reaction', (text) => {
  expect(emojiProblem(text)).toBeNull();
});

test.each(['', 'a', '👍👍', 'ok', '<img>', '👍 ', '1'])('%j is not', (text) => {
  expect(emojiProblem(text)).not.toBeNull();
});
