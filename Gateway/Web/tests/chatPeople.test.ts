import { beforeEach, describe, expect, test } from 'vitest';
import { readTyped } from '../src/commands';
import { directName } from '../src/direct';
import { ChatError } from '../src/errors';
import { chat, fresh, link, openLobby, session } from './chatHarness';
import { ack, ann, bob, event, settle } from './fixtures';

const taken = new ChatError(4110, 'name_taken', 'Taken.', null, 'bob2');
const run = (text: string): Promise<boolean> => {
  const typed = readTyped(text);
  if (typed.kind === 'say' || typed.kind === 'help' || typed.kind === 'problem')
    throw new Error(`${text} is no command.`);
  return chat.company.speaking.run('lobby', typed);
};

beforeEach(fresh);

describe('one’s own name', () => {
  test('changes by a command, on the page and in what it keeps', async () => {
    await openLobby();
    const done = run('/name rob');
    expect(link().call('Rename').args).toEqual(['rob']);
    link()
      .call('Rename')
      .answer.resolve({ ...ann, name: 'rob' });
    expect(await done).toBe(true);
    expect(chat.state.get()).toMatchObject({ me: { id: ann.id, name: 'rob' }, suggestedName: 'rob' });
    expect(session.value).toMatchObject({ token: 'old', user: { name: 'rob' } });
  });

  test('changes when it was changed on another device', async () => {
    await openLobby();
    link().events.notice({ kind: 'renamed', user: { ...ann, name: 'rob' } });
    link().events.notice({ kind: 'renamed', user: { ...bob, name: 'eve' } });
    expect(chat.state.get().me?.name).toBe('rob');
    expect(session.value?.user.name).toBe('rob');
  });

  test('that is taken brings an offer, which is taken by one click', async () => {
    await openLobby();
    const done = run('/name bob');
    link().call('Rename').answer.reject(taken);
    expect(await done).toBe(false);
    expect(chat.state.get()).toMatchObject({ error: 'Taken.', offer: 'bob2', me: ann });
    const took = chat.company.take('bob2');
    link()
      .call('Rename')
      .answer.resolve({ ...ann, name: 'bob2' });
    await took;
    expect(chat.state.get()).toMatchObject({ error: null, offer: null, me: { name: 'bob2' } });
  });

  test('the offer goes with its error', async () => {
    await openLobby();
    chat.fail(taken);
    chat.fail('Something else.');
    expect(chat.state.get()).toMatchObject({ error: 'Something else.', offer: null });
  });
});

describe('words to one person', () => {
  test('open the conversation and go to its room', async () => {
    await openLobby();
    const done = run('/msg bob hi there');
    expect(link().call('User').args).toEqual(['bob']);
    link().call('User').answer.resolve({ user: bob, online: true, lastSeen: null });
    expect(await done).toBe(true);
    const room = directName(ann.id, bob.id);
    expect(chat.state.get()).toMatchObject({ current: room, directs: [{ room, with: bob }] });
    link()
      .call('Join')
      .answer.reject(new ChatError(4201, 'no_such_room', 'No.'));
    await settle();
    expect(link().call('Send').args).toEqual([room, 'uuid-1', 'hi there']);
  });

  test('to nobody say so, and stay with their author', async () => {
    await openLobby();
    const done = run('@nobody hi');
    link()
      .call('User')
      .answer.reject(new ChatError(4208, 'no_such_user', 'There is nobody of that name.'));
    expect(await done).toBe(false);
    expect(chat.state.get()).toMatchObject({ error: 'There is nobody of that name.', current: 'lobby' });
  });
});

describe('a topic', () => {
  test('is written under an id, and again under the same one', async () => {
    await openLobby();
    expect(await run('/topic food')).toBe(true);
    expect(link().call('Topic').args).toEqual(['lobby', 'uuid-1', 'food']);
    link()
      .call('Topic')
      .answer.reject(new ChatError(4502, 'outcome_unknown', 'Unknown.'));
    await settle();
    chat.writing.outbox.flush('lobby');
    expect(link().calls.filter((each) => each.method === 'Topic')).toHaveLength(2);
    expect(link().call('Topic').args).toEqual(['lobby', 'uuid-1', 'food']);
    link().call('Topic').answer.resolve(ack(4, 'uuid-1'));
    link().events.events([event(4, { kind: 'topic', actor: ann, id: 'uuid-1', text: 'food' })]);
    await settle();
    expect(chat.state.get().views['lobby']?.outgoing).toEqual([]);
    expect(chat.state.get().here?.topic).toBe('food');
  });

  test.each(['a\nb', 'x'.repeat(251)])('can not be %j', async (text) => {
    await openLobby();
    expect(await run(`/topic ${text}`)).toBe(false);
    expect(link().calls.map((each) => each.method)).toEqual(['Join']);
    expect(chat.state.get().error).toMatch(/^A topic/);
  });
});

describe('an announcement', () => {
  const say = (text: string, at = 'now') => link().events.notice({ kind: 'announcement', text, at });
  const shown = () => chat.state.get().announcements.map((each) => each.text);

  test('is shown until it is put away, the newest first, each once', async () => {
    await openLobby();
    say('one');
    say('two');
    say('two');
    expect(shown()).toEqual(['two', 'one']);
    const [newest] = chat.state.get().announcements;
    if (newest) chat.company.announcements.dismiss(newest);
    expect(shown()).toEqual(['one']);
  });

  test('too many are not kept', async () => {
    await openLobby();
    for (let number = 1; number <= 9; number++) say(`${number}`);
    expect(shown()).toEqual(['9', '8', '7', '6', '5']);
  });
});
