import { beforeEach, describe, expect, test } from 'vitest';
import { directName } from '../src/direct';
import { ChatError } from '../src/errors';
import type { Belonging } from '../src/protocol';
import { chat, connect, fresh, joined, link, marks, openLobby, reconnect, reload } from './chatHarness';
import { ack, ann, bob, event, page, settle } from './fixtures';

const room = directName(ann.id, bob.id);
const absent = () => new ChatError(4201, 'no_such_room', 'There is no such room.');
const said = (seq: number, text: string, actor = bob) => event(seq, { room, text, actor });
const belonging = (change: Partial<Belonging> = {}): Belonging => ({
  room,
  with: bob,
  head: 3,
  lastAt: event(3).at,
  ...change,
});
const listed = () => chat.state.get().directs.map((each) => each.with.name);
const direct = () => chat.state.get().views[room];
const joinsOf = (name: string) =>
  link().calls.filter((each) => each.method === 'Join' && each.args[0] === name);

async function mine(...belongings: Belonging[]): Promise<void> {
  link().call('Mine').answer.resolve(belongings);
  await settle();
}

/** The answer to the newest join. */
async function opens(from: number, to: number): Promise<void> {
  const events = Array.from({ length: to - from + 1 }, (_, index) =>
    said(from + index, `text ${from + index}`),
  );
  link()
    .call('Join')
    .answer.resolve(joined({ room, head: to, page: page(from, to, { room, events }) }));
  await settle();
}

async function beginEmpty(): Promise<void> {
  await openLobby();
  await mine();
  chat.show(chat.company.directs.begin(bob));
  link().call('Join').answer.reject(absent());
  await settle();
}

beforeEach(fresh);

describe('a conversation that is not there yet', () => {
  test('is shown empty, and made by its first message', async () => {
    await beginEmpty();
    expect(direct()?.phase).toBe('empty');
    expect(listed()).toEqual(['bob']);
    chat.writing.send(room, 'hi');
    expect(link().call('Send').args).toEqual([room, 'uuid-1', 'hi']);
    link()
      .call('Send')
      .answer.resolve({ ...ack(1, 'uuid-1'), room });
    await settle();
    expect(joinsOf(room)).toHaveLength(2);
    link()
      .call('Join')
      .answer.resolve(
        joined({
          room,
          head: 1,
          page: page(1, 1, { room, events: [event(1, { room, actor: ann, id: 'uuid-1', text: 'hi' })] }),
        }),
      );
    await settle();
    expect(direct()).toMatchObject({ phase: 'open', outgoing: [], unread: 0 });
  });

  test('G3: sends its first message again after a loss with the same id, to the same person', async () => {
    await beginEmpty();
    chat.writing.send(room, 'hi');
    const first = link().call('Send').args;
    await reconnect();
    // The name is somebody else's by now.
    await mine(belonging({ room: directName(ann.id, 'user-eve'), with: { id: 'user-eve', name: 'bob' } }));
    joinsOf(room)[0]?.answer.reject(absent());
    await settle();
    expect(link().call('Send').args).toEqual(first);
  });

  test('opens when the other one writes first', async () => {
    await beginEmpty();
    link().events.notice({ kind: 'direct', room, with: bob });
    link().events.events([said(1, 'hello')]);
    expect(joinsOf(room)).toHaveLength(2);
    await opens(1, 1);
    expect(direct()).toMatchObject({ phase: 'open', unread: 1 });
  });

  test('of two others does not open', async () => {
    await openLobby();
    const others = directName(bob.id, 'user-eve');
    chat.show(others);
    link().call('Join').answer.reject(absent());
    await settle();
    expect(chat.state.get().views[others]).toMatchObject({
      phase: 'failed',
      error: 'There is no such room.',
    });
  });
});

describe('a conversation that somebody else begins', () => {
  test('is on the list with its unread messages, the ones that came before its page too', async () => {
    await openLobby();
    await mine();
    link().events.notice({ kind: 'direct', room, with: bob });
    link().events.events([said(1, 'text 1'), said(2, 'text 2')]);
    await opens(1, 1);
    expect(listed()).toEqual(['bob']);
    expect(direct()?.events.map((each) => each.seq)).toEqual([1, 2]);
    expect(direct()?.unread).toBe(2);
    chat.rooms.reading(room, true, true);
    expect(direct()?.unread).toBe(0);
    expect(marks.value?.rooms[room]).toEqual({ read: 2, closed: null });
    expect(chat.state.get().rooms).toEqual(['lobby']);
  });

  test('begun while the connection was lost is found by the next one', async () => {
    await openLobby();
    await mine();
    await reconnect();
    await mine(belonging());
    expect(listed()).toEqual(['bob']);
    await opens(1, 3);
    expect(direct()?.unread).toBe(3);
  });
});

describe('the rooms one belongs to', () => {
  test('are listed behind those that the browser has, each once', async () => {
    await openLobby();
    const other = { with: null, head: 1 };
    await mine(belonging({ room: 'kitchen', ...other }), belonging({ room: 'lobby', ...other }), belonging());
    expect(chat.state.get().rooms).toEqual(['lobby', 'kitchen']);
    expect(listed()).toEqual(['bob']);
    expect(link().calls.map((each) => each.args[0])).toEqual(['lobby']);
  });

  test('in a browser that is new to this person bring no unread marks, later news do', async () => {
    await openLobby();
    await mine(belonging());
    expect(joinsOf(room)).toEqual([]);
    link().events.notice({ kind: 'direct', room, with: bob });
    await opens(1, 4);
    expect(direct()?.unread).toBe(1);
  });

  test('after a reload are counted from where one has read', async () => {
    await openLobby();
    await mine(belonging({ head: 3 }));
    reload();
    await openLobby();
    await mine(belonging({ head: 5 }));
    await opens(1, 5);
    expect(direct()?.unread).toBe(2);
  });

  test('do not bring back what was left while they were asked for', async () => {
    await openLobby();
    const left = chat.rooms.leave('lobby');
    link().call('Leave').answer.resolve(null);
    await left;
    await mine(belonging({ room: 'lobby', with: null }));
    expect(chat.state.get().rooms).toEqual([]);
  });
});

describe('a closed conversation', () => {
  const close = async () => {
    await openLobby();
    await mine(belonging());
    chat.show(room);
    await opens(1, 3);
    chat.rooms.reading(room, true, true);
    chat.company.directs.close(room);
  };

  test('is off the list, also after a reload, and nobody was told', async () => {
    await close();
    expect(listed()).toEqual([]);
    expect(chat.state.get().current).toBe('lobby');
    expect(link().calls.map((each) => each.method)).not.toContain('Leave');
    reload();
    await openLobby();
    await mine(belonging());
    expect(listed()).toEqual([]);
  });

  test('stays away when the server only tells of it again', async () => {
    await close();
    await reconnect();
    await mine(belonging());
    link().events.notice({ kind: 'direct', room, with: bob });
    link().events.events([said(2, 'text 2'), said(3, 'text 3')]);
    expect(listed()).toEqual([]);
    expect(joinsOf(room)).toEqual([]);
    link().events.events([said(4, 'something new', ann)]);
    expect(listed()).toEqual(['bob']);
  });

  test('of a restored database comes back with what is new, whatever its number', async () => {
    await close();
    await reconnect();
    await mine(belonging({ head: 2, lastAt: '2026-01-15T13:00:00.000Z' }));
    expect(listed()).toEqual(['bob']);
  });

  test('comes back with the next message', async () => {
    await close();
    link().events.events([said(4, 'hello?')]);
    expect(listed()).toEqual(['bob']);
    await opens(1, 4);
    expect(direct()?.unread).toBe(1);
  });

  test('comes back under the other’s name when one writes from another device', async () => {
    await close();
    link().events.events([said(4, 'it is me', ann)]);
    await mine(belonging({ head: 4, lastAt: event(4).at }));
    expect(listed()).toEqual(['bob']);
  });
});

test('the other’s new name is the conversation’s', async () => {
  await openLobby();
  await mine(belonging());
  link().events.events([event(4, { kind: 'rename', text: 'rob' })]);
  expect(listed()).toEqual(['rob']);
  // A message of former times says who they were then.
  chat.company.directs.begin(bob);
  expect(listed()).toEqual(['rob']);
});

test('conversations are their person’s: the next one begins in a room', async () => {
  await openLobby();
  await mine(belonging());
  chat.show(room);
  chat.signOut();
  expect(chat.state.get()).toMatchObject({ directs: [], current: 'lobby' });
  expect(marks.value).toBeNull();
});

test('a link to a conversation finds out with whom it is', async () => {
  chat.show(room);
  chat.resume();
  await connect();
  await mine(belonging());
  expect(listed()).toEqual(['bob']);
});
