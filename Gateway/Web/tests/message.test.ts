import { describe, expect, test } from 'vitest';
import { changed, messageOf, type Message } from '../src/message';
import { Messages } from '../src/messages';
import { shown } from '../src/shown';
import { ann, bob, event, page, saying, waiting } from './fixtures';

const eve = { id: 'user-eve', name: 'eve' };
const said = messageOf(event(1));
const after = (message: Message, ...events: ReturnType<typeof event>[]) =>
  events.reduce((before, next) => changed(before, next, ann.id), message);
const edit = (seq: number, text: string | null) => event(seq, { kind: 'edit', target: 1, text });
const remove = (seq: number) => event(seq, { kind: 'delete', target: 1, text: null });
const react = (seq: number, emoji = '👍', actor = bob) =>
  event(seq, { kind: 'react', target: 1, text: null, emoji, actor });
const unreact = (seq: number, emoji = '👍', actor = bob) => ({
  ...react(seq, emoji, actor),
  kind: 'unreact',
});
const reply = (seq: number) => event(seq, { replyTo: 1, thread: 1 });

describe('an edit', () => {
  test('gives the message its text', () => {
    expect(after(said, edit(2, 'b'), edit(3, 'c'))).toMatchObject({ text: 'c', edited: 3 });
  });

  test('that a later one overtook changes nothing: the message came with the later text', () => {
    const ahead = messageOf(event(1, { text: 'c', edited: 5 }));
    expect(after(ahead, edit(3, 'b'), edit(5, 'c'))).toBe(ahead);
    expect(after(ahead, edit(6, 'd')).text).toBe('d');
  });

  test('whose text is gone, or whose message is, changes nothing', () => {
    expect(after(said, edit(2, null))).toBe(said);
    expect(after(said, remove(2), edit(3, 'b')).text).toBeNull();
  });
});

describe('a deletion', () => {
  test('takes text and reactions, and leaves the replies', () => {
    const full = after(said, edit(2, 'b'), react(3), reply(4));
    const gone = after(full, remove(5), react(6));
    expect(gone).toMatchObject({ text: null, edited: null, deleted: 5, reactions: [], replies: 1 });
  });

  test('that happened before the message came is known from the message', () => {
    expect(messageOf(event(1, { text: null, deleted: 9 }))).toMatchObject({ text: null, deleted: 9 });
  });

  test('leaves no text in any event', () => {
    const messages = new Messages(ann.id);
    messages.apply(event(1));
    messages.apply(remove(2));
    expect(JSON.stringify([...messages.all])).not.toContain('text 1');
  });
});

describe('a reaction', () => {
  test('counts, and says whether it is mine and who was first', () => {
    const both = after(said, react(2), react(3, '👍', ann), react(4, '🎉', eve));
    expect(both.reactions).toEqual([
      { emoji: '👍', count: 2, mine: true, first: [bob, ann] },
      { emoji: '🎉', count: 1, mine: false, first: [eve] },
    ]);
    expect(after(both, unreact(5, '👍', ann), unreact(6, '🎉', eve)).reactions).toEqual([
      { emoji: '👍', count: 1, mine: false, first: [bob] },
    ]);
  });

  test('of a sixth person is counted, not named', () => {
    const people = Array.from({ length: 6 }, (_, index) => ({ id: `p${index}`, name: `p${index}` }));
    const many = after(said, ...people.map((actor, index) => react(index + 2, '👍', actor)));
    expect(many.reactions[0]).toMatchObject({ count: 6, first: people.slice(0, 5) });
    // One of the named goes: nobody knows here who of the others came next.
    const less = after(many, unreact(9, '👍', people[0]), react(10, '👍', eve));
    expect(less.reactions[0]).toMatchObject({ count: 6, first: people.slice(1, 5) });
  });
});

test('a reply is counted once, and only those of the thread', () => {
  const first = after(said, reply(2), event(3, { replyTo: 9, thread: 9 }), reply(4));
  expect(first).toMatchObject({ replies: 2, lastReply: 4 });
});

test('a change that the page knew already is not applied again, a later one is', () => {
  const details = {
    seq: 1,
    replies: 1,
    lastReply: 3,
    reactions: [{ emoji: '👍', count: 1, mine: false, first: [bob] }],
  };
  const read = messageOf(event(1), 5, details);
  expect(after(read, react(2), reply(3), remove(5))).toBe(read);
  expect(after(read, react(6, '👍', eve), reply(7))).toMatchObject({ replies: 2, reactions: [{ count: 2 }] });
});

test('a page that was overtaken gets the changes since', () => {
  const messages = new Messages(ann.id);
  messages.take(page(1, 1, { head: 3 }), [edit(2, 'a'), edit(4, 'b'), react(5)]);
  expect(messages.get(1)).toMatchObject({ text: 'b', edited: 4, reactions: [{ count: 1 }] });
});

test('an older page undoes nothing of a later one', () => {
  const messages = new Messages(ann.id);
  messages.take(page(1, 1, { head: 9, events: [event(1, { text: 'b', edited: 8 })] }), []);
  messages.take(page(1, 1, { head: 3 }), []);
  messages.apply(edit(5, 'a'));
  expect(messages.get(1)?.text).toBe('b');
});

describe('a write on its way', () => {
  const at = (message: Message, ...writes: Parameters<typeof waiting>[1][]) =>
    shown(
      message,
      writes.map((write, index) => waiting(`w${index}`, write)),
      ann,
    );

  test('is shown, and that it is not confirmed', () => {
    expect(at(said, { kind: 'edit', target: 1, text: 'b' })).toMatchObject({
      text: 'b',
      change: { kind: 'edit', state: 'pending' },
    });
    expect(at(said, { kind: 'delete', target: 1 }).change).toMatchObject({
      kind: 'delete',
      state: 'pending',
    });
    const { reactions } = at(said, { kind: 'react', target: 1, emoji: '🎉' });
    expect(reactions).toEqual([{ emoji: '🎉', count: 1, mine: true, first: [ann], pending: true }]);
  });

  test('is shown once when the page knows it already', () => {
    const mine = after(said, react(2, '👍', ann));
    expect(at(mine, { kind: 'react', target: 1, emoji: '👍' }).reactions[0]).toMatchObject({ count: 1 });
    expect(at(said, { kind: 'unreact', target: 1, emoji: '👍' }).reactions).toEqual([]);
  });

  test('counts in its order', () => {
    const [on, off] = [
      { kind: 'react', target: 1, emoji: '👍' },
      { kind: 'unreact', target: 1, emoji: '👍' },
    ] as const;
    expect(at(said, on, off).reactions).toEqual([]);
    expect(at(said, on, off, on).reactions).toHaveLength(1);
  });

  test('about another message, or a deleted one, changes nothing', () => {
    expect(at(said, { kind: 'delete', target: 2 }, saying('x')).change).toBeNull();
    expect(at(after(said, remove(2)), { kind: 'edit', target: 1, text: 'b' }).text).toBeNull();
  });

  test('that was refused keeps its words beside the text that stands', () => {
    const refused = waiting('w', { kind: 'edit', target: 1, text: 'b' }, { state: 'refused' });
    expect(shown(said, [refused], ann)).toMatchObject({
      text: 'text 1',
      change: { state: 'refused', text: 'b' },
    });
  });
});
