import { Chat } from '../src/chat';
import type { Link, LinkEvents } from '../src/connection';
import { ChatError, TransportError } from '../src/errors';
import type { Joined, RoomEvent } from '../src/protocol';
import type { StoredMarks } from '../src/marks';
import type { Session } from '../src/session';
import type { StoredOutbox } from '../src/writing';
import { ann, Answer, Clock, event, page, settle } from './fixtures';

export type Call = { method: string; args: unknown[]; answer: Answer<unknown> };

const lookups: ReadonlySet<string> = new Set(['Mine', 'Room', 'Members', 'Online', 'User']);

/** The server's end of one connection, in the hand of a test. */
export class FakeLink implements Link {
  readonly started = new Answer<undefined>();
  readonly calls: Call[] = [];
  /** Calls that only ask who and what there is: they come and go with the page, whatever else happens. */
  readonly lookups: Call[] = [];
  stopped = false;

  constructor(readonly events: LinkEvents) {}

  start = () => this.started.promise;
  stop = () => void (this.stopped = true);

  invoke(method: string, ...args: unknown[]): Promise<unknown> {
    const answer = new Answer<unknown>();
    (lookups.has(method) ? this.lookups : this.calls).push({ method, args, answer });
    return answer.promise;
  }

  call(method: string): Call {
    const found = [...this.calls, ...this.lookups].filter((each) => each.method === method).at(-1);
    if (!found) throw new Error(`${method} was not called.`);
    return found;
  }

  lose(reason: ChatError | null = null): void {
    for (const each of [...this.calls, ...this.lookups]) each.answer.reject(new TransportError('closed'));
    this.events.closed(reason);
  }
}

export class Memory<T> {
  constructor(public value: T | null = null) {}
  read = () => this.value;
  write = (value: T | null) => void (this.value = value);
}

export let clock: Clock;
export let links: FakeLink[];
export let revoked: string[];
export let session: Memory<Session>;
export let outbox: Memory<StoredOutbox>;
export let marks: Memory<StoredMarks>;
export let visible: { now: boolean };
export let chat: Chat;

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
    marks,
    later: clock.later,
    now: () => new Date(clock.now),
    random: () => 1,
    uuid: () => `uuid-${++ids}`,
    online: () => true,
    visible: () => visible.now,
  });
}

/** A page that was just opened, with a session from before. */
export function fresh(): void {
  clock = new Clock();
  links = [];
  revoked = [];
  session = new Memory<Session>({ token: 'old', user: ann, expiresAt: '' });
  outbox = new Memory<StoredOutbox>();
  marks = new Memory<StoredMarks>();
  visible = { now: true };
  chat = newChat();
}

/** The page is loaded again: what it kept is there, all else is new. */
export function reload(): void {
  links.length = 0;
  chat = newChat();
}

export const link = (): FakeLink => {
  const newest = links.at(-1);
  if (!newest) throw new Error('Nothing was dialled.');
  return newest;
};
export const view = () => chat.state.get().views['lobby'];
export const seqs = () => view()?.events.map((each) => each.seq);
export const status = () => chat.state.get().status.kind;
export const own = (seq: number, id: string): RoomEvent => event(seq, { id, actor: ann });
export const joined = (change: Partial<Joined>): Joined => ({
  room: 'lobby',
  epoch: 'e1',
  head: 3,
  reset: false,
  role: 'member',
  page: null,
  ...change,
});

export async function connect(): Promise<void> {
  link().started.resolve(undefined);
  await settle();
}

export async function openLobby(): Promise<void> {
  chat.show('lobby');
  chat.resume();
  await connect();
  link()
    .call('Join')
    .answer.resolve(joined({ page: page(1, 3) }));
  await settle();
}

export async function reconnect(reason: ChatError | null = null): Promise<void> {
  link().lose(reason);
  await clock.advance(500);
  await connect();
}
