import type { Details, ReactionCount, RoomEvent, User } from './protocol';

/** The server names so many people for each emoji; further names are asked for. */
const namesPerEmoji = 5;

/** A message in its present state, as far as this client knows. */
export type Message = {
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  readonly author: User;
  /** Null when it was deleted. */
  readonly text: string | null;
  readonly edited: number | null;
  readonly deleted: number | null;
  readonly replyTo: number | null;
  readonly thread: number | null;
  readonly replies: number;
  readonly lastReply: number | null;
  readonly reactions: readonly ReactionCount[];
  /** Every change up to this seq is in it already. */
  readonly asOf: number;
};

/**
 * A message as it came: with a page (`asOf` is the page's head, and `details` are of that moment), or by itself,
 * in which case its replies and reactions come behind it as events.
 */
export function messageOf(event: RoomEvent, asOf = event.seq, details?: Details): Message {
  const { seq, id, at, actor, text, replyTo, thread } = event;
  const deleted = event.deleted ?? null;
  return {
    seq,
    id,
    at,
    author: actor,
    text: deleted === null ? (text ?? '') : null,
    edited: deleted === null ? (event.edited ?? null) : null,
    deleted,
    replyTo: replyTo ?? null,
    thread: thread ?? null,
    replies: details?.replies ?? 0,
    lastReply: details?.lastReply ?? null,
    reactions: deleted === null ? (details?.reactions ?? []) : [],
    asOf,
  };
}

/** The message after an event; the same object when the event changes nothing about it. */
export function changed(message: Message, event: RoomEvent, me: string): Message {
  if (event.seq <= message.asOf) return message;
  const after = change(message, event, me);
  return after === message ? message : { ...after, asOf: event.seq };
}

function change(message: Message, event: RoomEvent, me: string): Message {
  if (event.kind === 'message') {
    return event.thread === message.seq
      ? { ...message, replies: message.replies + 1, lastReply: event.seq }
      : message;
  }
  if (event.target !== message.seq || message.deleted !== null) return message;
  switch (event.kind) {
    case 'edit':
      // A message may come with a later text than the edits behind it: they are history by then.
      if (event.text === null || event.seq <= (message.edited ?? 0)) return message;
      return { ...message, text: event.text, edited: event.seq };
    case 'delete':
      return { ...message, text: null, edited: null, deleted: event.seq, reactions: [] };
    case 'react':
      return { ...message, reactions: added(message.reactions, event.emoji ?? '', event.actor, me) };
    case 'unreact':
      return { ...message, reactions: removed(message.reactions, event.emoji ?? '', event.actor, me) };
    default:
      return message;
  }
}

/** The reactions with one more. Also used for reactions that are only on their way. */
export function added(
  reactions: readonly ReactionCount[],
  emoji: string,
  actor: User,
  me: string,
): readonly ReactionCount[] {
  const mine = actor.id === me;
  const known = reactions.find((each) => each.emoji === emoji);
  if (!known) return [...reactions, { emoji, count: 1, mine, first: [actor] }];
  const complete = known.first.length === known.count && known.count < namesPerEmoji;
  const after: ReactionCount = {
    emoji,
    count: known.count + 1,
    mine: known.mine || mine,
    first: complete ? [...known.first, actor] : known.first,
  };
  return reactions.map((each) => (each === known ? after : each));
}

/** The reactions with one less. */
export function removed(
  reactions: readonly ReactionCount[],
  emoji: string,
  actor: User,
  me: string,
): readonly ReactionCount[] {
  const after = (each: ReactionCount): ReactionCount => ({
    emoji,
    count: each.count - 1,
    mine: each.mine && actor.id !== me,
    first: each.first.filter((other) => other.id !== actor.id),
  });
  return reactions
    .map((each) => (each.emoji === emoji ? after(each) : each))
    .filter((each) => each.count > 0);
}
