import type { Details, HistoryPage, PageQuery, RoomEvent, User } from '../src/protocol';
import { ann, bob, event } from './fixtures';

const emoji = ['👍', '❤️', '🎉'];
export const people: readonly User[] = [ann, bob, { id: 'user-eve', name: 'eve' }];

/** Chance that a test can repeat. */
export function seeded(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

/** A room as the server keeps it: a log of events, whose messages and edits are changed by later events. */
export class FakeRoom {
  private readonly log: RoomEvent[] = [];
  /** Reactions that stand, by the seq of the event that added them. */
  private readonly reactions = new Map<number, RoomEvent>();

  get head(): number {
    return this.log.length;
  }

  /** Writes an event; returns it as those who listen get it. */
  write(change: Partial<RoomEvent>): RoomEvent {
    const seq = this.head + 1;
    const written = event(seq, { text: null, ...change });
    const target = change.target ?? 0;
    const message = this.log[target - 1];
    if (written.kind === 'edit' && message)
      this.log[target - 1] = { ...message, text: written.text, edited: seq };
    if (written.kind === 'delete') this.wipe(target, seq);
    if (written.kind === 'react') this.reactions.set(seq, written);
    if (written.kind === 'unreact') {
      const back = this.standing(target).find(
        (each) => each.emoji === written.emoji && each.actor.id === written.actor.id,
      );
      if (back) this.reactions.delete(back.seq);
    }
    this.log.push(written);
    return written;
  }

  /** Something that a person might do next. */
  happen(chance: (below: number) => number): RoomEvent {
    const actor = people[chance(people.length)] ?? ann;
    const messages = this.log.filter((each) => each.kind === 'message' && each.deleted === undefined);
    const target = messages[chance(messages.length || 1)];
    const id = `id-${this.head + 1}`;
    const kind = target ? chance(10) : 0;
    if (kind < 3 || !target) return this.write({ id, actor, text: `text ${id}` });
    const { seq } = target;
    if (kind < 5) {
      const text = `answer ${id}`;
      return this.write({ id, actor, text, replyTo: seq, thread: target.thread ?? seq });
    }
    if (kind < 6)
      return this.write({ id, kind: 'edit', actor: target.actor, target: seq, text: `edit ${id}` });
    if (kind < 7 && chance(3) === 0) return this.write({ id, kind: 'delete', actor, target: seq });
    const sign = emoji[chance(emoji.length)] ?? '👍';
    const there = this.standing(seq).some((each) => each.emoji === sign && each.actor.id === actor.id);
    return this.write({ id, kind: there ? 'unreact' : 'react', actor, target: seq, emoji: sign });
  }

  /** What a resume brings: events in their present state. */
  since(seq: number): RoomEvent[] {
    return this.log.slice(seq);
  }

  page(query: PageQuery, me: User): HistoryPage {
    const { head } = this;
    const { limit, thread } = query;
    const all = thread === undefined ? this.log : this.log.filter((each) => each.thread === thread);
    let events: RoomEvent[];
    let more: boolean;
    if (query.around !== undefined) {
      const from = Math.max(0, query.around - 1 - Math.floor(limit / 2));
      events = this.log.slice(from, from + limit);
      more = from > 0 || from + limit < head;
    } else if (query.after !== undefined) {
      const { after } = query;
      const behind = all.filter((each) => each.seq > after);
      events = behind.slice(0, limit);
      more = behind.length > limit;
    } else {
      const before = query.before ?? head + 1;
      const under = all.filter((each) => each.seq < before);
      events = under.slice(-limit);
      more = under.length > limit;
    }
    const details = events.map((each) => this.details(each, me)).filter((each) => each !== null);
    return { room: 'lobby', epoch: 'e1', head, events, more, details };
  }

  private details({ seq, kind }: RoomEvent, me: User): Details | null {
    const replies = this.log.filter((each) => each.thread === seq);
    const standing = this.standing(seq);
    if (kind !== 'message' || replies.length + standing.length === 0) return null;
    const reactions = [...new Set(standing.map((each) => each.emoji ?? ''))].map((sign) => {
      const actors = standing.filter((each) => each.emoji === sign).map((each) => each.actor);
      const mine = actors.some((actor) => actor.id === me.id);
      return { emoji: sign, count: actors.length, mine, first: actors.slice(0, 5) };
    });
    return { seq, replies: replies.length, lastReply: replies.at(-1)?.seq ?? null, reactions };
  }

  private standing(seq: number): RoomEvent[] {
    return [...this.reactions.values()].filter((each) => each.target === seq);
  }

  private wipe(target: number, deleted: number): void {
    this.log.forEach((each, index) => {
      if (each.seq === target) this.log[index] = { ...each, text: null, deleted };
      if (each.kind === 'edit' && each.target === target) this.log[index] = { ...each, text: null };
    });
    for (const { seq } of this.standing(target)) this.reactions.delete(seq);
  }
}
