import { Company, type CompanyState } from './company';
import { Connection, type Link, type LinkEvents, type Status } from './connection';
import { ChatError, Code, endsSession, sentenceOf, suggestionOf } from './errors';
import { hubOver } from './hub';
import type { StoredMarks } from './marks';
import type { Hub, User } from './protocol';
import { Rooms, type RoomsState } from './rooms';
import type { Session } from './session';
import type { Memory } from './storage';
import { Store } from './store';
import type { Later } from './timers';
import { Writing, type StoredOutbox } from './writing';

/** All that the page shows. `me` is null on the name screen. */
export type ChatState = RoomsState &
  CompanyState & {
    readonly me: User | null;
    readonly suggestedName: string;
    readonly status: Status;
    readonly error: string | null;
    /** A name that is free, where the error is that another one isn't. */
    readonly offer: string | null;
  };

export type ChatPorts = {
  readonly dial: (token: () => string, events: LinkEvents) => Link;
  readonly createSession: (name: string) => Promise<Session>;
  /** Best effort: a token that stays is forgotten here all the same, and ends by itself. */
  readonly revokeSession: (session: Session) => void;
  readonly session: Memory<Session>;
  readonly rooms: Memory<string[]>;
  readonly outbox: Memory<StoredOutbox>;
  readonly marks: Memory<StoredMarks>;
  readonly later: Later;
  readonly now: () => Date;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly online: () => boolean;
  /** Whether somebody can see the page. */
  readonly visible: () => boolean;
};

const sessionOver = 'Your session has ended. Enter again to go on.';
const restored = 'The server was restored from a backup; reloading the rooms.';

/** The whole client without its looks: a person's session, and with it the connection, the rooms and the writes. */
export class Chat {
  readonly state: Store<ChatState>;
  readonly connection: Connection;
  readonly rooms: Rooms;
  readonly writing: Writing;
  readonly company: Company;
  /** Texts begun and not sent, by room or thread. Not state: only the composer reads them, when it opens. */
  readonly drafts = new Map<string, string>();

  private session: Session | null = null;

  constructor(private readonly ports: ChatPorts) {
    this.state = new Store<ChatState>({
      me: null,
      suggestedName: '',
      status: { kind: 'offline', retryAt: null },
      error: null,
      offer: null,
      rooms: ports.rooms.read() ?? [],
      current: null,
      views: {},
      directs: [],
      here: null,
      announcements: [],
    });
    this.connection = this.newConnection();
    const hub = hubOver((method, ...args) => this.call(method, ...args));
    this.writing = this.newWriting(hub);
    this.rooms = this.newRooms(hub);
    this.company = this.newCompany(hub);
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
    this.state.set({ current: name, error: null, offer: null });
    this.open(name);
  }

  dismissError(): void {
    this.state.set({ error: null, offer: null });
  }

  fail(error: unknown): void {
    const sentence = typeof error === 'string' ? error : sentenceOf(error);
    this.state.set({ error: sentence, offer: suggestionOf(error) });
  }

  private begin(session: Session): void {
    this.session = session;
    this.ports.session.write(session);
    this.state.set({ me: session.user, suggestedName: session.user.name, error: null, offer: null });
    this.writing.restore(session.user.id);
    for (const { room } of this.writing.outbox.all()) this.rooms.enter(room);
    const { current } = this.state.get();
    if (current !== null) this.open(current);
    this.connection.start();
  }

  private open(name: string): void {
    if (!this.session) return;
    this.rooms.enter(name);
    this.company.directs.shown(name);
  }

  private endSession(why: string | null): void {
    this.connection.stop();
    // Another tab may have begun a new session already: that one isn't ours to forget.
    if (this.ports.session.read()?.token === this.session?.token) this.ports.session.write(null);
    this.session = null;
    this.rooms.clear();
    const { outbox } = this.writing;
    outbox.sessionEnded();
    if (why === null) {
      for (const room of new Set(outbox.all().map((item) => item.room))) outbox.drop(room);
      this.drafts.clear();
    }
    this.company.sessionEnded(why === null);
    const status: Status = { kind: 'offline', retryAt: null };
    this.state.set({ me: null, views: {}, error: why, offer: null, status });
  }

  /** One's own name, as the server says it is now. */
  private renamed(user: User): void {
    if (!this.session || this.session.user.id !== user.id || this.session.user.name === user.name) return;
    this.session = { ...this.session, user };
    this.ports.session.write(this.session);
    this.state.set({ me: user, suggestedName: user.name });
  }

  /** A call that says the session is over ends it, wherever it came from. */
  private async call(method: string, ...args: unknown[]): Promise<unknown> {
    try {
      return await this.connection.invoke(method, ...args);
    } catch (error) {
      if (error instanceof ChatError && endsSession(error.code) && this.session) this.endSession(sessionOver);
      throw error;
    }
  }

  private newConnection(): Connection {
    const { dial, later, now, random, online } = this.ports;
    return new Connection({
      dial: (events) => dial(() => this.session?.token ?? '', events),
      later,
      now: () => now().getTime(),
      random,
      online,
      status: (status) => this.state.set({ status }),
      connected: () => {
        this.rooms.joinAll();
        void this.company.recall();
      },
      disconnected: () => this.rooms.disconnected(),
      events: (batch) => {
        this.rooms.receive(batch);
        this.company.receive(batch);
      },
      notice: (notice) => this.company.heard(notice),
      refused: (reason) => this.fail(reason.code === Code.epochChanged ? restored : reason),
      sessionEnded: () => this.endSession(sessionOver),
    });
  }

  private newWriting(hub: Hub): Writing {
    return new Writing({
      ...this.ports,
      hub,
      stored: this.ports.outbox,
      me: () => this.session?.user ?? null,
      room: (name) => this.rooms.get(name),
      connected: () => this.connection.connected,
      changed: (room) => this.rooms.publish(room),
      failed: (error) => this.fail(error),
    });
  }

  private newCompany(hub: Hub): Company {
    return new Company({
      ...this.ports,
      hub,
      set: (change) => this.state.set(change),
      get: () => this.state.get(),
      subscribe: (changed) => void this.state.subscribe(changed),
      me: () => this.session?.user ?? null,
      rooms: () => this.rooms,
      writing: this.writing,
      connected: () => this.connection.connected,
      show: (room) => this.show(room),
      renamed: (user) => this.renamed(user),
      failed: (error) => this.fail(error),
      settled: () => this.dismissError(),
    });
  }

  private newRooms(hub: Hub): Rooms {
    return new Rooms({
      hub,
      me: () => this.session?.user ?? null,
      connected: () => this.connection.connected,
      later: this.ports.later,
      names: this.ports.rooms,
      set: (change) => this.state.set(change),
      get: () => this.state.get(),
      confirm: (room) => this.writing.confirm(room),
      opened: ({ name, timeline }, reset) => {
        if (reset) this.writing.outbox.roomReset(name, timeline.epoch);
        this.writing.outbox.flush(name);
      },
      closed: (name) => {
        this.writing.outbox.drop(name);
        for (const key of this.drafts.keys())
          if (key === name || key.startsWith(`${name} `)) this.drafts.delete(key);
      },
      readUpTo: (name) => this.company.directs.readUpTo(name),
      read: (room) => this.company.directs.read(room),
      unopened: (name, events) => this.company.directs.heard(name, events),
      failed: (error) => this.fail(error),
    });
  }
}
