import { beforeEach, describe, expect, test } from 'vitest';
import { Chat } from '../src/chat';
import type { Link, LinkEvents } from '../src/connection';
import { ChatError, TransportError } from '../src/errors';
import type { Joined, RoomEvent } from '../src/protocol';
import type { Session } from '../src/session';
import type { StoredOutbox } from '../src/writing';
import { ack, ann, Answer, Clock, event, eventsOf, page, settle } from './fixtures';

type Call = { method: string; args: unknown[]; answer: Answer<unknown> };

/** The server's end of one connection, in the hand of a test. */
class FakeLink implements Link {
  readonly started = new Answer<undefined>();
  readonly calls: Call[] = [];
  stopped = false;

  constructor(readonly events: LinkEvents) {}

  start = () => this.started.promise;
  stop = () => void (this.stopped = true);

  invoke(method: string, ...args: unknown[]): Promise<unknown> {
    const answer = new Answer<unknown>();
    this.calls.push({ method, args, answer });
    return answer.promise;
  }

  call(method: string): Call {
    const found = this.calls.filter((each) => each.method === method).at(-1);
    if (!found) throw new Error(`${method} was not called.`);
    return found;
  }

  lose(reason: ChatError | null = null): void {
    for (const each of this.calls) each.answer.reject(new TransportError('closed'));
    this.events.closed(reason);
  }
}

class Memory<T> {
  constructor(public value: T | null = null) {}
  read = () => this.value;
  write = (value: T | null) => void (this.value = value);
}

let clock: Clock;
let links: FakeLink[];
let revoked: string[];
let session: Memory<Session>;
let outbox: Memory<StoredOutbox>;
let chat: Chat;

function newChat(): Chat {
  let ids = 0;
  return new Chat({
    dial: (_, events) => {
      const link = new FakeLink(events);
      links.push(link);
      return link;
    },
    createSession: (name) => Promise.resolve({ token: 'new', user: { ...ann, name }, expiresAt: '' }),
    revokeSession: ({ token }) => void revoked.push(token),
    session,
    rooms: new Memory<string[]>(),
    outbox,
    later: clock.later,
    now: () => new Date(clock.now),
    random: () => 1,
    uuid: () => `uuid-${++ids}`,
    online: () => true,
  });
}

beforeEach(() => {
  clock = new Clock();
  links = [];
  revoked = [];
  session = new Memory<Session>({ token: 'old', user: ann, expiresAt: '' });
  outbox = new Memory<StoredOutbox>();
  chat = newChat();
});

const link = (): FakeLink => {
  const newest = links.at(-1);
  if (!newest) throw new Error('Nothing was dialled.');
  return newest;
};
const view = () => chat.state.get().views['lobby'];
const seqs = () => view()?.events.map((each) => each.seq);
const status = () => chat.state.get().status.kind;
const own = (seq: number, id: string): RoomEvent => event(seq, { id, actor: ann });
const joined = (change: Partial<Joined>): Joined => ({
  room: 'lobby',
  epoch: 'e1',
  head: 3,
  reset: false,
  role: 'member',
  page: null,
  ...change,
});

async function connect(): Promise<void> {
  link().started.resolve(undefined);
  await settle();
}

async function openLobby(): Promise<void> {
  chat.show('lobby');
  chat.resume();
  await connect();
  link()
    .call('Join')
    .answer.resolve(joined({ page: page(1, 3) }));
  await settle();
}

async function reconnect(reason: ChatError | null = null): Promise<void> {
  link().lose(reason);
  await clock.advance(500);
  await connect();
}

describe('a room', () => {
  test('opens with the latest page and goes on live', async () => {
    await openLobby();
    expect(link().call('Join').args).toEqual(['lobby', null]);
    link().events.events([event(4), event(5)]);
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(chat.state.get().rooms).toEqual(['lobby']);
  });

  test('G5: resumes from its position, the missed events before the live ones', async () => {
    await openLobby();
    await reconnect();
    const again = link().call('Join');
    expect(again.args).toEqual(['lobby', 'e1:3']);
    link().events.events([event(6)]);
    again.answer.resolve(joined({ head: 5 }));
    await settle();
    expect(seqs()).toEqual([1, 2, 3]);
    link().events.events(eventsOf(4, 5));
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(links).toHaveLength(2);
    expect(link().calls.filter((each) => each.method === 'Join')).toHaveLength(1);
  });

  test('G5: begins anew after a reset', async () => {
    await openLobby();
    await reconnect();
    link()
      .call('Join')
      .answer.resolve(joined({ head: 2, epoch: 'e2', reset: true, page: page(1, 2, { epoch: 'e2' }) }));
    await settle();
    link().events.events([event(3, { id: 'other' })]);
    expect(view()?.events.map((each) => each.id)).toEqual(['id-1', 'id-2', 'other']);
  });

  test('G4: is joined again when an event is missing', async () => {
    await openLobby();
    link().events.events([event(5)]);
    await clock.advance(0);
    expect(link().calls.map((each) => each.args)).toEqual([
      ['lobby', null],
      ['lobby', 'e1:3'],
    ]);
    link()
      .call('Join')
      .answer.resolve(joined({ head: 5 }));
    link().events.events(eventsOf(4, 5));
    await clock.advance(60_000);
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(link().calls).toHaveLength(2);
  });

  test('G4: finds a lost last event by the ack that must follow it', async () => {
    await openLobby();
    chat.writing.send('lobby', 'hello');
    link().call('Send').answer.resolve(ack(4, 'uuid-1'));
    await clock.advance(1999);
    expect(link().calls.filter((each) => each.method === 'Join')).toHaveLength(1);
    await clock.advance(1);
    expect(link().call('Join').args).toEqual(['lobby', 'e1:3']);
  });

  test('that the same person left elsewhere says so', async () => {
    await openLobby();
    link().events.events([event(4, { kind: 'leave', actor: ann })]);
    expect(view()?.phase).toBe('left');
    await reconnect();
    expect(link().calls).toEqual([]);
  });

  test('is tried again when the server fails, but not for ever', async () => {
    chat.show('lobby');
    chat.resume();
    await connect();
    for (let failure = 0; failure <= 3; failure++) {
      expect(view()?.phase).toBe('joining');
      link()
        .call('Join')
        .answer.reject(new ChatError(4500, 'internal_error', 'Failed.'));
      await clock.advance(2000);
    }
    expect(link().calls).toHaveLength(4);
    expect(view()).toMatchObject({ phase: 'failed', error: 'Failed.' });
  });

  test('that may not be opened shows why', async () => {
    chat.show('lobby');
    chat.resume();
    await connect();
    link()
      .call('Join')
      .answer.reject(new ChatError(4104, 'bad_room_name', 'No such name.'));
    await settle();
    expect(view()).toMatchObject({ phase: 'failed', error: 'No such name.' });
    expect(chat.state.get().rooms).toEqual([]);
  });

  test('loads older pages before the first event', async () => {
    chat.show('lobby');
    chat.resume();
    await connect();
    link()
      .call('Join')
      .answer.resolve(joined({ head: 60, page: page(11, 60) }));
    await settle();
    void chat.rooms.get('lobby')?.pages.loadOlder();
    void chat.rooms.get('lobby')?.pages.loadOlder();
    expect(link().calls.filter((each) => each.method === 'Page')).toHaveLength(1);
    expect(link().call('Page').args).toEqual(['lobby', { before: 11, limit: 50 }]);
    link()
      .call('Page')
      .answer.resolve(page(1, 10, { head: 60 }));
    await settle();
    expect(seqs()?.length).toBe(60);
    expect(view()?.more).toBe(false);
  });

  test('counts what its reader has not seen, without their own messages', async () => {
    await openLobby();
    link().events.events([event(4), own(5, 'x'), event(6, { kind: 'join' }), event(7)]);
    expect(view()?.unread).toBe(2);
    chat.rooms.reading('lobby', true, true);
    expect(view()?.unread).toBe(0);
  });
});

describe('G3: a message', () => {
  test('sent before a loss is sent again after the room is joined, with the same id, and shown once', async () => {
    await openLobby();
    chat.writing.send('lobby', 'hello');
    const first = link().call('Send').args;
    await reconnect();
    expect(link().calls.map((each) => each.method)).toEqual(['Join']);
    link()
      .call('Join')
      .answer.resolve(joined({ head: 4 }));
    await settle();
    expect(link().call('Send').args).toEqual(first);
    link().events.events([own(4, 'uuid-1')]);
    link().call('Send').answer.resolve(ack(4, 'uuid-1'));
    await settle();
    expect(seqs()).toEqual([1, 2, 3, 4]);
    expect(view()?.outgoing).toEqual([]);
    expect(outbox.value).toBeNull();
  });

  test('that was on its way when the page was reloaded goes on with its id', async () => {
    await openLobby();
    chat.writing.send('lobby', 'hello');
    chat = newChat();
    await openLobby();
    expect(link().call('Send').args).toEqual(['lobby', 'uuid-1', 'hello']);
  });
});

describe('a change of a message', () => {
  const text = (seq: number) => view()?.messages.get(seq)?.text;
  const change = (seq: number, kind: string, target: number, more: Partial<RoomEvent> = {}) =>
    event(seq, { kind, target, text: null, actor: ann, ...more });

  test('is shown at once, sent again with its id after a loss, and confirmed by its event', async () => {
    await openLobby();
    chat.writing.edit('lobby', 2, 'mended');
    const first = link().call('Edit').args;
    expect(first).toEqual(['lobby', 'uuid-1', 2, 'mended']);
    await reconnect();
    link()
      .call('Join')
      .answer.resolve(joined({ head: 4 }));
    await settle();
    expect(link().call('Edit').args).toEqual(first);
    expect(view()?.outgoing).toHaveLength(1);
    link().events.events([change(4, 'edit', 2, { id: 'uuid-1', text: 'mended' })]);
    expect(view()?.outgoing).toEqual([]);
    expect(text(2)).toBe('mended');
  });

  test('that was on its way when the page was reloaded goes on with its id', async () => {
    await openLobby();
    chat.writing.toggle('lobby', 2, '👍');
    chat = newChat();
    await openLobby();
    expect(link().call('React').args).toEqual(['lobby', 'uuid-1', 2, '👍']);
  });

  test('that is refused is taken back with the reason', async () => {
    await openLobby();
    chat.writing.remove('lobby', 2);
    link()
      .call('Delete')
      .answer.reject(new ChatError(4206, 'not_allowed', 'Only its author.'));
    await settle();
    expect(view()?.outgoing).toEqual([]);
    expect(chat.state.get().error).toBe('Only its author.');
  });

  test('a second click takes a reaction back, also one that is on its way', async () => {
    await openLobby();
    chat.writing.toggle('lobby', 2, '👍');
    chat.writing.toggle('lobby', 2, '👍');
    link().call('React').answer.resolve(ack(4, 'uuid-1'));
    await settle();
    expect(link().call('Unreact').args).toEqual(['lobby', 'uuid-2', 2, '👍']);
  });

  test('made while the connection was lost is there after the resume', async () => {
    await openLobby();
    await reconnect();
    link()
      .call('Join')
      .answer.resolve(joined({ head: 5 }));
    link().events.events([change(4, 'edit', 2, { text: 'mended' }), change(5, 'delete', 3)]);
    expect([text(1), text(2), text(3)]).toEqual(['text 1', 'mended', null]);
  });
});

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
      links = [];
      chat = newChat();
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

describe('the connection', () => {
  test('is tried again, ever more slowly, and at once when somebody asks', async () => {
    chat.show('lobby');
    chat.resume();
    expect(status()).toBe('connecting');
    const waited: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      link().started.reject(new Error('refused'));
      await settle();
      const { status } = chat.state.get();
      waited.push('retryAt' in status && status.retryAt !== null ? status.retryAt - clock.now : -1);
      await clock.advance(waited.at(-1) ?? 0);
    }
    expect(waited).toEqual([500, 1000, 2000]);
    link().started.reject(new Error('refused'));
    await settle();
    const before = links.length;
    chat.connection.tryNow();
    expect(links).toHaveLength(before + 1);
    await connect();
    expect(status()).toBe('connected');
  });

  test('that never answers is given up', async () => {
    chat.resume();
    await clock.advance(20_000);
    expect(link().stopped).toBe(true);
    await clock.advance(500);
    expect(links).toHaveLength(2);
  });

  test('that the browser lost is dropped at once', async () => {
    await openLobby();
    chat.connection.networkLost();
    expect(link().stopped).toBe(true);
    expect(status()).toBe('reconnecting');
    link().events.events([event(4)]);
    expect(seqs()).toEqual([1, 2, 3]);
    chat.connection.networkBack();
    expect(links).toHaveLength(2);
  });

  test('closed by a server that goes away is dialled again', async () => {
    await openLobby();
    await reconnect(new ChatError(4010, 'going_away', 'Restart.'));
    expect(status()).toBe('connected');
    expect(chat.state.get().error).toBeNull();
  });

  test('closed because of a restore from a backup says so, and the rooms begin anew', async () => {
    await openLobby();
    chat.rooms.get('lobby')?.openThread(1);
    await reconnect(new ChatError(4012, 'epoch_changed', 'Restored.'));
    expect(chat.state.get().error).toBe('The server was restored from a backup; reloading the rooms.');
    expect(link().call('Join').args).toEqual(['lobby', 'e1:3']);
    link()
      .call('Join')
      .answer.resolve(joined({ head: 2, epoch: 'e2', reset: true, page: page(1, 2, { epoch: 'e2' }) }));
    await settle();
    expect(seqs()).toEqual([1, 2]);
    expect(view()?.thread).toBeNull();
  });

  test('closed for a reason that a person can help with says so, and is dialled again', async () => {
    await openLobby();
    await reconnect(new ChatError(4011, 'too_many_connections', 'Too many windows.'));
    expect(status()).toBe('connected');
    expect(chat.state.get().error).toBe('Too many windows.');
  });
});

describe('a session', () => {
  test('that is not accepted leads back to the name screen, with the name', async () => {
    chat.show('lobby');
    chat.resume();
    link().started.reject(new ChatError(4001, 'unauthorized', 'No.'));
    await settle();
    expect(chat.state.get()).toMatchObject({ me: null, suggestedName: 'ann', current: 'lobby' });
    expect(session.value).toBeNull();
    await clock.advance(60_000);
    expect(links).toHaveLength(1);
  });

  test('that expires while connected ends; the unsent words stay', async () => {
    await openLobby();
    chat.writing.send('lobby', 'hello');
    link().lose(new ChatError(4002, 'session_expired', 'Over.'));
    await clock.advance(60_000);
    expect(chat.state.get().me).toBeNull();
    expect(links).toHaveLength(1);
    await chat.enter('ann', 'lobby');
    expect(view()?.outgoing.map((item) => `${'text' in item ? item.text : ''} ${item.state}`)).toEqual([
      'hello refused',
    ]);
  });

  test('is revoked by signing out, and by nothing else', async () => {
    await openLobby();
    expect(revoked).toEqual([]);
    chat.signOut();
    expect(revoked).toEqual(['old']);
    expect(session.value).toBeNull();
    expect(chat.state.get()).toMatchObject({ me: null, error: null });
  });

  test('of another tab is not forgotten when the own one ends', async () => {
    chat.resume();
    session.value = { token: 'newer', user: ann, expiresAt: '' };
    link().started.reject(new ChatError(4001, 'unauthorized', 'No.'));
    await settle();
    expect(session.value.token).toBe('newer');
  });

  test('begins with the room that was entered, and no other', async () => {
    session.value = null;
    chat.show('lobby');
    chat.resume();
    await chat.enter('ann', 'kitchen');
    await connect();
    expect(link().calls.map((each) => each.args[0])).toEqual(['kitchen']);
  });
});

test('leaving a room takes it off the list and shows the next', async () => {
  await openLobby();
  const left = chat.rooms.leave('lobby');
  link().call('Leave').answer.resolve(null);
  await left;
  expect(chat.state.get()).toMatchObject({ rooms: [], current: null, views: {} });
});
