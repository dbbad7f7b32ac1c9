import { beforeEach, describe, expect, test } from 'vitest';
import { ChatError } from '../src/errors';
import { chat, connect, fresh, joined, link, openLobby, reconnect, reload, seqs, view } from './chatHarness';
import { ann, event, page, settle } from './fixtures';

beforeEach(fresh);

describe('a thread', () => {
  const reply = (seq: number) => event(seq, { replyTo: 1, thread: 1 });
  const thread = () => view()?.thread?.events.map((each) => each.seq);

  test('is loaded, goes on live, and is answered', async () => {
    await openLobby();
    chat.rooms.get('lobby')?.openThread(1);
    expect(link().call('Page').args).toEqual(['lobby', { thread: 1, limit: 50 }]);
    // One comes live while the page is on its way.
    link().events.events([reply(4)]);
    link()
      .call('Page')
      .answer.resolve(page(1, 0, { head: 3, more: false }));
    await settle();
    link().events.events([event(5), reply(6)]);
    expect(thread()).toEqual([1, 4, 6]);
    expect(view()?.messages.get(1)?.replies).toBe(2);
    chat.writing.sendToThread('lobby', 'hello');
    expect(link().call('Reply').args).toEqual(['lobby', 'uuid-1', 1, 'hello']);
  });

  test('whose first message is not loaded brings it', async () => {
    await openLobby();
    link().events.events([event(4, { replyTo: 90, thread: 90 })]);
    chat.rooms.get('lobby')?.openThread(90);
    const asked = link().calls.filter((each) => each.method === 'Page');
    for (const { args, answer } of asked) {
      const single = { events: [event(90)], head: 4, more: true };
      answer.resolve(page(1, 0, JSON.stringify(args).includes('around') ? single : { head: 4 }));
    }
    await settle();
    expect(view()?.thread).toMatchObject({ phase: 'open', root: 90 });
    expect(view()?.messages.get(90)?.text).toBe('text 90');
  });

  test('that failed to load is loaded when the connection is back', async () => {
    await openLobby();
    chat.rooms.get('lobby')?.openThread(1);
    await reconnect();
    expect(view()?.thread?.phase).toBe('failed');
    link().call('Join').answer.resolve(joined({}));
    await settle();
    link()
      .call('Page')
      .answer.resolve(page(1, 0, { head: 3 }));
    await settle();
    expect(view()?.thread?.phase).toBe('open');
  });

  test('whose first message was deleted is answered at its newest message that stands', async () => {
    await openLobby();
    chat.rooms.get('lobby')?.openThread(1);
    link()
      .call('Page')
      .answer.resolve(page(1, 0, { head: 3 }));
    await settle();
    const gone = { kind: 'delete', text: null };
    link().events.events([
      reply(4),
      reply(5),
      event(6, { ...gone, target: 1 }),
      event(7, { ...gone, target: 5 }),
    ]);
    chat.writing.sendToThread('lobby', 'still here');
    expect(link().call('Reply').args).toEqual(['lobby', 'uuid-1', 4, 'still here']);
  });
});

describe('a message far above', () => {
  async function openLate(): Promise<void> {
    chat.show('lobby');
    chat.resume();
    await connect();
    link()
      .call('Join')
      .answer.resolve(joined({ head: 500, page: page(451, 500) }));
    await settle();
  }
  const pages = () => chat.rooms.get('lobby')?.pages;

  test('that is quoted is looked up once', async () => {
    await openLate();
    link().events.events([event(501, { replyTo: 7, thread: 7 }), event(502, { replyTo: 7, thread: 7 })]);
    const asked = () => link().calls.filter((each) => each.method === 'Page');
    expect(asked().map((each) => each.args[1])).toEqual([{ around: 7, limit: 1 }]);
    asked()[0]?.answer.resolve(page(7, 7, { head: 502 }));
    await settle();
    expect(view()?.messages.get(7)?.text).toBe('text 7');
    expect(asked()).toHaveLength(1);
  });

  test('is shown with what is around it, and the way leads on to the latest', async () => {
    await openLate();
    void pages()?.goTo(7);
    expect(link().call('Page').args[1]).toEqual({ around: 7, limit: 50 });
    link()
      .call('Page')
      .answer.resolve(page(1, 50, { head: 500 }));
    await settle();
    expect(view()).toMatchObject({ apart: true, more: false, place: { seq: 7 } });
    expect(seqs()?.at(-1)).toBe(50);
    void pages()?.loadNewer();
    expect(link().call('Page').args[1]).toEqual({ after: 50, limit: 50 });
    link()
      .call('Page')
      .answer.resolve(page(51, 450, { head: 500 }));
    await settle();
    expect(view()?.apart).toBe(false);
    expect(seqs()).toHaveLength(500);
  });

  test('is left by the jump to the latest, and by writing', async () => {
    for (const leave of [() => pages()?.toLatest(), () => chat.writing.send('lobby', 'hello')]) {
      reload();
      await openLate();
      void pages()?.goTo(7);
      link()
        .call('Page')
        .answer.resolve(page(1, 50, { head: 500 }));
      await settle();
      leave();
      expect(view()?.apart).toBe(false);
      expect(seqs()?.[0]).toBe(451);
    }
  });

  test('that can not be loaded says why', async () => {
    await openLate();
    void pages()?.goTo(7);
    link()
      .call('Page')
      .answer.reject(new ChatError(4501, 'unavailable', 'Not now.'));
    await settle();
    expect(chat.state.get().error).toBe('Not now.');
    expect(view()?.apart).toBe(false);
  });
});

test('the names of those who reacted are asked for once, and again when they changed', async () => {
  await openLobby();
  const reactors = () => chat.rooms.get('lobby')?.reactors;
  const asked = () => link().calls.filter((each) => each.method === 'Reactions').length;
  void reactors()?.load(2);
  void reactors()?.load(2);
  const reactions = [{ emoji: '👍', actor: ann, seq: 3 }];
  link().call('Reactions').answer.resolve({ room: 'lobby', head: 3, seq: 2, reactions });
  await settle();
  void reactors()?.load(2);
  expect(asked()).toBe(1);
  expect(view()?.reactors.get(2)).toEqual(reactions);
  link().events.events([event(4, { kind: 'react', target: 2, text: null, emoji: '👍' })]);
  expect(view()?.reactors.get(2)).toBeUndefined();
  void reactors()?.load(2);
  expect(asked()).toBe(2);
});
