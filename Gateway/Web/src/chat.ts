import { Connection, type LinkEvents, type Link, type Status } from './connection';
import { ChatError, Code, endsSession, sentenceOf } from './errors';
import { Outbox, type Outgoing } from './outbox';
import type { Ack, HistoryPage, Hub, Joined, RoomEvent, User } from './protocol';
import { Room, type RoomPhase } from './room';
import type { Session } from './session';
import { Store } from './store';
import type { Later } from './timers';

export type RoomView = {
  readonly name: string;
  readonly phase: RoomPhase;
  readonly error: string | null;
  readonly events: readonly RoomEvent[];
  readonly more: boolean;
  readonly older: Room['older'];
  readonly outgoing: readonly Outgoing[];
  readonly unread: number;
};

/** All that the page shows. `me` is null on the name screen. */
export type ChatState = {
  readonly me: User | null;
  readonly suggestedName: string;
  readonly status: Status;
  readonly error: string | null;
  readonly rooms: readonly string[];
  readonly current: string | null;
  readonly views: Readonly<Record<string, RoomView>>;
};

type Memory<T> = { read(): T | null; write(value: T | null): void };
export type StoredOutbox = { readonly user: string; readonly items: readonly Outgoing[] };

export type ChatPorts = {
  readonly dial: (token: () => string, events: LinkEvents) => Link;
  readonly createSession: (name: string) => Promise<Session>;
  /** Best effort: a token that stays is forgotten here all the same, and ends by itself. */
  readonly revokeSession: (session: Session) => void;
  readonly session: Memory<Session>;
  readonly rooms: Memory<string[]>;
  readonly outbox: Memory<StoredOutbox>;
  readonly later: Later;
  readonly now: () => Date;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly online: () => boolean;
};

const sessionOver = 'Your session has ended. Enter again to go on.';

/** The whole client without its looks: what a person can do, and the one store that shows the result. */
export class Chat {
  readonly state: Store<ChatState>;
  readonly connection: Connection;
  /** Texts begun and not sent, by room. Not state: only the composer reads them, when it opens. */
  readonly drafts = new Map<string, string>();

  private session: Session | null = null;
  private readonly open = new Map<string, Room>();
  private readonly outbox: Outbox;
  private readonly hub: Hub;

  constructor(private readonly ports: ChatPorts) {
    this.state = new Store<ChatState>({
      me: null,
      suggestedName: '',
      status: { kind: 'offline', retryAt: null },
      error: null,
      rooms: ports.rooms.read() ?? [],
      current: null,
      views: {},
    });
    this.connection = new Connection({
      dial: (events) => ports.dial(() => this.session?.token ?? '', events),
      later: ports.later,
      now: () => ports.now().getTime(),
      random: ports.random,
      online: ports.online,
      status: (status) => this.state.set({ status }),
      connected: () => this.joinAll(),
      disconnected: () => this.open.forEach((room) => room.disconnected()),
      events: (batch) => this.receive(batch),
      refused: (reason) => this.fail(reason),
      sessionEnded: () => this.endSession(sessionOver),
    });
    this.hub = this.hubOver(this.connection);
    this.outbox = new Outbox({
      send: (room, id, text) => this.hub.send(room, id, text),
      ready: (room) => this.connection.connected && this.open.get(room)?.phase === 'open',
      changed: (room) => this.outboxChanged(room),
      acked: (ack) => this.open.get(ack.room)?.saw(ack.epoch, ack.seq),
      later: ports.later,
      uuid: ports.uuid,
      now: ports.now,
    });
  }

  /** Takes up the session of an earlier load, or of another tab. */
  resume(): void {
    const stored = this.ports.session.read();
    if (stored?.token === this.session?.token) return;
    if (this.session) this.endSession(sessionOver);
    if (stored) this.begin(stored);
  }

  async enter(name: string, room: string): Promise<boolean> {
    try {
      const session = await this.ports.createSession(name);
      this.state.set({ current: room });
      this.begin(session);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  signOut(): void {
    const session = this.session;
    this.endSession(null);
    if (session) this.ports.revokeSession(session);
  }

  /** Opens a room and makes it the current one. Before there is a session it is only remembered. */
  show(name: string): void {
    this.state.set({ current: name, error: null });
    if (this.session) this.roomOf(name);
  }

  /** Ends the membership. */
  async leave(name: string): Promise<void> {
    try {
      await this.hub.leave(name);
    } catch (error) {
      if (!(error instanceof ChatError && error.code === Code.notAMember)) {
        this.fail(error);
        return;
      }
    }
    this.close(name);
  }

  /** Takes a room off the list without a word to the server: for one that was left, or never opened. */
  close(name: string): void {
    this.open.get(name)?.disconnected();
    this.open.delete(name);
    this.outbox.drop(name);
    this.drafts.delete(name);
    const { current, rooms, views } = this.state.get();
    const left = rooms.filter((other) => other !== name);
    this.keepRooms(left);
    this.state.set({ views: Object.fromEntries(Object.entries(views).filter(([other]) => other !== name)) });
    if (current !== name) return;
    this.state.set({ current: null });
    if (left[0] !== undefined) this.show(left[0]);
  }

  rejoin(name: string): void {
    void this.open.get(name)?.join();
  }

  send(room: string, text: string): void {
    this.outbox.submit(room, text);
  }

  retry(id: string): void {
    this.outbox.retry(id);
  }

  discard(id: string): void {
    this.outbox.discard(id);
  }

  loadOlder(name: string): void {
    void this.open.get(name)?.loadOlder();
  }

  /** Where the reader is: at the end of the room or not, and whether the page is before their eyes. */
  reading(name: string, atEnd: boolean, seen: boolean): void {
    const room = this.open.get(name);
    if (!room) return;
    room.atEnd = atEnd;
    if (!atEnd || !seen || room.readSeq === room.timeline.last) return;
    room.readSeq = room.timeline.last;
    this.publish(room);
  }

  dismissError(): void {
    this.state.set({ error: null });
  }

  fail(error: unknown): void {
    this.state.set({ error: typeof error === 'string' ? error : sentenceOf(error) });
  }

  private begin(session: Session): void {
    this.session = session;
    this.ports.session.write(session);
    this.state.set({ me: session.user, suggestedName: session.user.name, error: null });
    const unsent = this.ports.outbox.read();
    this.outbox.restore(unsent?.items ?? []);
    if (unsent && unsent.user !== session.user.id) this.outbox.sessionEnded();
    for (const { room } of this.outbox.all()) this.roomOf(room);
    const { current } = this.state.get();
    if (current !== null) this.roomOf(current);
    this.connection.start();
  }

  private endSession(why: string | null): void {
    this.connection.stop();
    // Another tab may have begun a new session already: that one isn't ours to forget.
    if (this.ports.session.read()?.token === this.session?.token) this.ports.session.write(null);
    this.session = null;
    this.open.clear();
    this.outbox.sessionEnded();
    if (why === null) {
      for (const room of new Set(this.outbox.all().map((item) => item.room))) this.outbox.drop(room);
      this.drafts.clear();
    }
    this.state.set({ me: null, views: {}, error: why, status: { kind: 'offline', retryAt: null } });
  }

  private roomOf(name: string): void {
    if (!this.session || this.open.has(name)) return;
    const room = new Room(name, this.session.user.id, {
      hub: this.hub,
      connected: () => this.connection.connected,
      later: this.ports.later,
      changed: (room) => this.publish(room),
      opened: (room, reset) => this.opened(room, reset),
    });
    this.open.set(name, room);
    this.publish(room);
    void room.join();
  }

  /** A new connection: every open room goes on from its position, the visible one first. */
  private joinAll(): void {
    const first = this.open.get(this.state.get().current ?? '');
    const rooms = [...this.open.values()].filter((room) => room.phase === 'joining');
    for (const room of rooms.sort((a, b) => Number(b === first) - Number(a === first))) void room.join();
  }

  private opened(room: Room, reset: boolean): void {
    const { rooms } = this.state.get();
    if (!rooms.includes(room.name)) this.keepRooms([...rooms, room.name]);
    if (reset) this.outbox.roomReset(room.name, room.timeline.epoch);
    this.outbox.flush(room.name);
  }

  private receive(batch: readonly RoomEvent[]): void {
    const byRoom = new Map<string, RoomEvent[]>();
    for (const event of batch) byRoom.set(event.room, [...(byRoom.get(event.room) ?? []), event]);
    for (const [name, events] of byRoom) this.open.get(name)?.receive(events);
  }

  /** A room's timeline or phase changed: first what it confirms leaves the outbox, then all is shown at once. */
  private publish(room: Room): void {
    if (this.open.get(room.name) !== room) return;
    const { events, epoch, last, more } = room.timeline;
    const me = this.session?.user.id;
    const own = events.filter((event) => event.actor.id === me).map((event) => event.id);
    if (this.outbox.confirm(room.name, new Set(own), epoch, last)) this.saveOutbox();
    const outgoing = this.outbox.of(room.name);
    const unread = events.filter(
      (event) => event.seq > room.readSeq && event.kind === 'message' && event.actor.id !== me,
    ).length;
    const { name, phase, error, older } = room;
    const view: RoomView = { name, phase, error, events, more, older, outgoing, unread };
    this.state.set({ views: { ...this.state.get().views, [name]: view } });
  }

  private saveOutbox(): void {
    const items = this.outbox.all();
    this.ports.outbox.write(items.length === 0 ? null : { user: this.session?.user.id ?? '', items });
  }

  private outboxChanged(name: string): void {
    this.saveOutbox();
    const room = this.open.get(name);
    if (room) this.publish(room);
  }

  private keepRooms(rooms: string[]): void {
    this.state.set({ rooms });
    this.ports.rooms.write(rooms);
  }

  /** Names the hub's methods once; a call that says the session is over ends it, wherever it came from. */
  private hubOver(connection: Connection): Hub {
    const call = async <T = void>(method: string, ...args: unknown[]): Promise<T> => {
      try {
        return (await connection.invoke(method, ...args)) as T;
      } catch (error) {
        if (error instanceof ChatError && endsSession(error.code) && this.session)
          this.endSession(sessionOver);
        throw error;
      }
    };
    return {
      join: (room, after) => call<Joined>('Join', room, after),
      leave: (room) => call('Leave', room),
      send: (room, id, text) => call<Ack>('Send', room, id, text),
      history: (room, before, limit) => call<HistoryPage>('History', room, before, limit),
    };
  }
}
