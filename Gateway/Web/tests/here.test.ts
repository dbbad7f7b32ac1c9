import { beforeEach, describe, expect, test } from 'vitest';
import { directName } from '../src/direct';
import { ChatError } from '../src/errors';
import type { MemberInfo, User } from '../src/protocol';
import { chat, clock, fresh, joined, link, openLobby, reconnect, visible } from './chatHarness';
import { ann, bob, event, page, settle } from './fixtures';

const eve: User = { id: 'user-eve', name: 'eve' };
const member = (user: User, online: boolean): MemberInfo => ({ user, role: 'member', online });
const here = () => chat.state.get().here;
const people = () => here()?.people.map(({ user, online }) => `${user.name}${online ? ' online' : ''}`);
const asked = (method: string) => link().lookups.filter((each) => each.method === method);
const forgetLookups = () => void link().lookups.splice(0);

async function answerRoom(topic: string | null, members: number, online: User[] = [ann]): Promise<void> {
  link().call('Room').answer.resolve({ name: 'lobby', topic, members });
  link().call('Online').answer.resolve({ total: online.length, users: online, more: false });
  await settle();
}

async function answerMembers(members: MemberInfo[], more = false): Promise<void> {
  link().call('Members').answer.resolve({ room: 'lobby', members, more });
  await settle();
}

beforeEach(fresh);

describe('the room that is shown', () => {
  test('is looked at once it is open, and every 15 seconds', async () => {
    await openLobby();
    expect(asked('Online').map((each) => each.args)).toEqual([['lobby', null, 1]]);
    await answerRoom('food', 2, [ann, bob]);
    expect(here()).toMatchObject({ room: 'lobby', topic: 'food', size: 2, online: 2 });
    await clock.advance(14_999);
    expect(asked('Room')).toHaveLength(1);
    await clock.advance(1);
    expect(asked('Room')).toHaveLength(2);
  });

  test('is not looked at while nobody sees the page, and at once when somebody does', async () => {
    await openLobby();
    await answerRoom(null, 1);
    visible.now = false;
    await clock.advance(60_000);
    expect(asked('Room')).toHaveLength(1);
    visible.now = true;
    chat.company.here.follow();
    expect(asked('Room')).toHaveLength(2);
  });

  test('is not asked about again before the answer', async () => {
    await openLobby();
    await clock.advance(14_000);
    chat.company.here.follow();
    expect(asked('Room')).toHaveLength(1);
  });

  test('that changed meanwhile gets no answer of another one', async () => {
    await openLobby();
    chat.show('kitchen');
    await answerRoom('food', 2);
    expect(here()).toMatchObject({ room: 'kitchen', topic: null, size: null });
  });

  test('is looked at again by a new connection', async () => {
    await openLobby();
    await answerRoom('food', 2);
    await reconnect();
    expect(asked('Room')).toEqual([]);
    link().call('Join').answer.resolve(joined({}));
    await settle();
    expect(asked('Room')).toHaveLength(1);
    expect(here()?.topic).toBe('food');
  });

  test('is looked at soon when people come or go, but not for each of them', async () => {
    await openLobby();
    await answerRoom(null, 1);
    link().events.events([event(4, { kind: 'join', text: null }), event(5, { kind: 'leave', text: null })]);
    await clock.advance(2_000);
    expect(asked('Room')).toHaveLength(2);
    link().events.events([event(6)]);
    await answerRoom(null, 1);
    await clock.advance(14_000);
    expect(asked('Room')).toHaveLength(2);
  });

  test('goes on after a refusal', async () => {
    await openLobby();
    link()
      .call('Room')
      .answer.reject(new ChatError(4301, 'rate_limited', 'Wait.', 1000));
    await settle();
    expect(chat.state.get().error).toBeNull();
    await clock.advance(15_000);
    expect(asked('Room')).toHaveLength(2);
  });

  test('shows a topic at once, whatever an earlier question answers', async () => {
    await openLobby();
    link().events.events([event(4, { kind: 'topic', text: 'drink' })]);
    expect(here()?.topic).toBe('drink');
    await answerRoom('food', 2);
    expect(here()).toMatchObject({ topic: 'drink', size: 2 });
    link().events.events([event(5, { kind: 'topic', text: null })]);
    expect(here()?.topic).toBeNull();
  });
});

describe('the list of people', () => {
  const open = async () => {
    await openLobby();
    await answerRoom(null, 3);
    forgetLookups();
    chat.company.here.list(true);
    await clock.advance(0);
  };

  test('is read when somebody wants to see it, those online first', async () => {
    await open();
    await answerRoom(null, 3, [eve]);
    await answerMembers([member(ann, true), member(bob, false), member(eve, false)]);
    expect(people()).toEqual(['ann online', 'eve online', 'bob']);
    expect(here()?.listed).toBe(true);
  });

  test('goes on from page to page, though not for ever', async () => {
    await open();
    await answerRoom(null, 1000);
    for (let number = 0; number < 9; number++) {
      const user = { id: `user-${number}`, name: `n${number}` };
      if (asked('Members').length === number + 1) await answerMembers([member(user, false)], true);
    }
    const after = asked('Members').map((each) => each.args[1]);
    expect(after).toEqual([null, 'n0', 'n1', 'n2', 'n3']);
    expect(here()?.people).toHaveLength(6);
  });

  test('follows who comes online and who goes', async () => {
    await open();
    await answerRoom(null, 2, [ann]);
    await answerMembers([member(ann, true), member(bob, false)]);
    link().events.notice({ kind: 'presence', user: bob, online: true, at: 'now' });
    link().events.notice({ kind: 'presence', user: eve, online: true, at: 'now' });
    expect(people()).toEqual(['ann online', 'bob online']);
    expect(here()?.online).toBe(2);
    link().events.notice({ kind: 'presence', user: bob, online: false, at: 'now' });
    expect(people()).toEqual(['ann online', 'bob']);
    expect(here()?.online).toBe(1);
  });

  test('that was opened while a question was under way does not wait for the next', async () => {
    await openLobby();
    chat.company.here.list(true);
    await answerRoom(null, 3);
    await clock.advance(0);
    expect(asked('Members')).toHaveLength(1);
  });

  test('is not read again once it is closed', async () => {
    await open();
    await answerRoom(null, 1);
    await answerMembers([member(ann, true)]);
    chat.company.here.list(false);
    await clock.advance(15_000);
    expect(asked('Members')).toHaveLength(1);
    expect(asked('Online').at(-1)?.args).toEqual(['lobby', null, 1]);
  });
});

describe('the other one of a conversation', () => {
  const room = directName(ann.id, bob.id);
  const open = async () => {
    await openLobby();
    chat.show(chat.company.directs.begin(bob));
    link()
      .call('Join')
      .answer.resolve(joined({ room, page: page(1, 3, { room }) }));
    await settle();
  };

  test('is online, or was seen last', async () => {
    await open();
    expect(link().call('User').args).toEqual(['bob']);
    link().call('User').answer.resolve({ user: bob, online: true, lastSeen: null });
    await settle();
    expect(here()?.peer).toMatchObject({ online: true });
    link().events.notice({ kind: 'presence', user: bob, online: false, at: 'then' });
    expect(here()?.peer).toEqual({ user: bob, online: false, lastSeen: 'then' });
  });

  test('whose name is somebody else’s by now is asked for anew', async () => {
    await open();
    const mines = asked('Mine').length;
    link()
      .call('User')
      .answer.resolve({ user: { ...eve, name: 'bob' }, online: true, lastSeen: null });
    await settle();
    expect(here()?.peer).toBeNull();
    expect(asked('Mine')).toHaveLength(mines + 1);
  });
});
