import { beforeEach, describe, expect, test } from 'vitest';
import { ChatError } from '../src/errors';
import type { RoomEvent } from '../src/protocol';
import {
  chat,
  fresh,
  joined,
  link,
  openLobby,
  outbox,
  own,
  reconnect,
  reload,
  seqs,
  view,
} from './chatHarness';
import { ack, ann, event, settle } from './fixtures';

beforeEach(fresh);

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
    reload();
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
    reload();
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
