import type { Message } from './message';
import type { Loading } from './pages';
import type { Reaction, Role, RoomEvent } from './protocol';
import type { Room, RoomPhase } from './room';
import type { Thread } from './thread';
import type { Outgoing } from './writes';

export type ThreadView = {
  readonly root: number;
  readonly phase: Thread['phase'];
  readonly events: readonly RoomEvent[];
  readonly more: boolean;
  readonly older: Loading;
  readonly replyTo: number | null;
};

/** What the page shows of one room. */
export type RoomView = {
  readonly name: string;
  readonly phase: RoomPhase;
  readonly role: Role;
  readonly error: string | null;
  readonly events: readonly RoomEvent[];
  readonly messages: ReadonlyMap<number, Message>;
  /** There are events before these. */
  readonly more: boolean;
  readonly older: Loading;
  /** The events end before the latest ones: the reader has jumped to a place far above. */
  readonly apart: boolean;
  readonly newer: Loading;
  readonly place: Room['pages']['place'];
  readonly outgoing: readonly Outgoing[];
  readonly unread: number;
  readonly replyTo: number | null;
  readonly editing: Room['editing'];
  readonly thread: ThreadView | null;
  /** Everybody who reacted to a message, where that was asked for. */
  readonly reactors: ReadonlyMap<number, readonly Reaction[]>;
};

export function viewOf(room: Room, outgoing: readonly Outgoing[], me: string | undefined): RoomView {
  const { name, phase, role, error, replyTo, editing, timeline, pages, thread } = room;
  const { aside } = timeline;
  return {
    name,
    phase,
    role,
    error,
    events: aside ?? timeline.events,
    messages: timeline.messages.all,
    more: aside ? (aside[0]?.seq ?? 1) > 1 : timeline.more,
    older: pages.older,
    apart: aside !== null,
    newer: pages.newer,
    place: pages.place,
    outgoing,
    unread: unread(room, me),
    replyTo,
    editing,
    thread: thread && threadView(thread),
    reactors: room.reactors.all,
  };
}

function threadView({ root, phase, events, more, older, replyTo }: Thread): ThreadView {
  return { root, phase, events, more, older, replyTo };
}

function unread({ timeline, readSeq }: Room, me: string | undefined): number {
  return timeline.events.filter(
    ({ seq, kind, actor }) =>
      seq > readSeq && kind === 'message' && actor.id !== me && timeline.messages.get(seq)?.deleted === null,
  ).length;
}
