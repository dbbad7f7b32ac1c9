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
  reconnect,
  revoked,
  seqs,
  session,
  status,
  view,
} from './chatHarness';
import { ann, event, page, settle } from './fixtures';

beforeEach(fresh);

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
