import { beforeEach, describe, expect, test } from 'vitest';
import { ChatError } from '../src/errors';
import {
  chat,
  clock,
  connect,
  fresh,
  joined,
  link,
  links,
  openLobby,
  own,
  reconnect,
  seqs,
  view,
} from './chatHarness';
import { ack, ann, event, eventsOf, page, settle } from './fixtures';

beforeEach(fresh);

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

test('leaving a room takes it off the list and shows the next', async () => {
  await openLobby();
  const left = chat.rooms.leave('lobby');
  link().call('Leave').answer.resolve(null);
  await left;
  expect(chat.state.get()).toMatchObject({ rooms: [], current: null, views: {} });
});
