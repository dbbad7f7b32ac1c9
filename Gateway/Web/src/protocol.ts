/** The shapes of the hub and of REST, as docs/protocol.md has them. Types only: nothing here runs. */

export type User = { readonly id: string; readonly name: string };

/** Changes when the database was restored from a backup; opaque to a client. */
export type Epoch = string | number;

export type Role = 'member' | 'moderator';

/** One numbered event of a room. Kinds a client doesn't know keep their place in the order. */
export type RoomEvent = {
  readonly room: string;
  readonly seq: number;
  /** join, leave, message, edit, delete, react, unreact, topic or rename. */
  readonly kind: string;
  readonly at: string;
  readonly actor: User;
  readonly id: string;
  /**
   * Of a message its present text, of an edit the text it gave, null where the message was deleted. Of a topic the
   * topic, null where it was taken away. Of a rename the new name; the actor has the old one.
   */
  readonly text: string | null;
  /** The message that an edit, a deletion or a reaction is about. */
  readonly target?: number;
  /** The message that this one answers, and the first message of their thread. */
  readonly replyTo?: number;
  readonly thread?: number;
  readonly emoji?: string;
  /** The edit that gave a message its present text. */
  readonly edited?: number;
  /** The deletion of a message. */
  readonly deleted?: number;
};

/** One emoji on one message; `first`: who reacted with it first, five at the most. */
export type ReactionCount = {
  readonly emoji: string;
  readonly count: number;
  readonly mine: boolean;
  readonly first: readonly User[];
};

/** What a message has gathered. */
export type Details = {
  readonly seq: number;
  readonly replies: number;
  readonly lastReply: number | null;
  readonly reactions: readonly ReactionCount[];
};

/**
 * Events in ascending seq; every message in its state at exactly `head`. `more`: there are further events in the
 * direction that was read. `details`: of those messages that have gathered anything.
 */
export type HistoryPage = {
  readonly room: string;
  readonly epoch: Epoch;
  readonly head: number;
  readonly events: readonly RoomEvent[];
  readonly more: boolean;
  readonly details: readonly Details[];
};

/** At most one of before, after and around; none reads the latest. `thread`: only that thread's replies. */
export type PageQuery = {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  readonly thread?: number;
  readonly limit: number;
};

export type Reaction = { readonly emoji: string; readonly actor: User; readonly seq: number };

/** Everybody's reactions to one message, as of `head`. */
export type ReactionList = {
  readonly room: string;
  readonly head: number;
  readonly seq: number;
  readonly reactions: readonly Reaction[];
};

/** `reset`: forget the room and begin again from `page`. Otherwise the missed events come as events. */
export type Joined = {
  readonly room: string;
  readonly epoch: Epoch;
  readonly head: number;
  readonly reset: boolean;
  readonly role: Role;
  readonly page: HistoryPage | null;
};

export type Ack = {
  readonly room: string;
  readonly epoch: Epoch;
  readonly seq: number;
  readonly at: string;
  readonly id: string;
};

/** Where a client stands in a room: what `Join` takes as `after`. */
export type Position = `${Epoch}:${number}`;

/** A room, to anybody. */
export type RoomInfo = {
  readonly name: string;
  readonly topic: string | null;
  readonly members: number;
};

export type MemberInfo = { readonly user: User; readonly role: Role; readonly online: boolean };

/** Members by name; `more`: there are some behind these. */
export type MemberPage = {
  readonly room: string;
  readonly members: readonly MemberInfo[];
  readonly more: boolean;
};

/** Who is online, by name; `total`: how many in all. */
export type OnlinePage = { readonly total: number; readonly users: readonly User[]; readonly more: boolean };

/** `lastSeen`: null for somebody who is online, or never was. */
export type UserInfo = { readonly user: User; readonly online: boolean; readonly lastSeen: string | null };

/** A room that one belongs to; `with`: in a direct room, the other one. */
export type Belonging = {
  readonly room: string;
  readonly with: User | null;
  readonly head: number;
  readonly lastAt: string | null;
};

/** What the server says beside events. None of it is kept: who is away doesn't hear it. */
export type Notice =
  | { readonly kind: 'direct'; readonly room: string; readonly with: User }
  | { readonly kind: 'announcement'; readonly text: string; readonly at: string }
  | { readonly kind: 'presence'; readonly user: User; readonly online: boolean; readonly at: string }
  | { readonly kind: 'renamed'; readonly user: User };

/** The hub, as the rest of the client sees it. Each call rejects with ChatError or TransportError. */
export type Hub = {
  join(room: string, after: Position | null): Promise<Joined>;
  leave(room: string): Promise<void>;
  send(room: string, id: string, text: string): Promise<Ack>;
  reply(room: string, id: string, replyTo: number, text: string): Promise<Ack>;
  edit(room: string, id: string, target: number, text: string): Promise<Ack>;
  remove(room: string, id: string, target: number): Promise<Ack>;
  react(room: string, id: string, target: number, emoji: string): Promise<Ack>;
  unreact(room: string, id: string, target: number, emoji: string): Promise<Ack>;
  topic(room: string, id: string, topic: string | null): Promise<Ack>;
  rename(name: string): Promise<User>;
  page(room: string, query: PageQuery): Promise<HistoryPage>;
  reactions(room: string, seq: number): Promise<ReactionList>;
  room(room: string): Promise<RoomInfo>;
  members(room: string, after: string | null, limit: number): Promise<MemberPage>;
  online(room: string | null, after: string | null, limit: number): Promise<OnlinePage>;
  mine(): Promise<readonly Belonging[]>;
  user(name: string): Promise<UserInfo>;
};
