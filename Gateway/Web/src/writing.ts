import { Outbox } from './outbox';
import type { Ack, Hub } from './protocol';
import type { Room } from './room';
import { shown } from './shown';
import type { Memory } from './storage';
import type { Later } from './timers';
import { invoke, type Outgoing, type Write } from './writes';

export type StoredOutbox = { readonly user: string; readonly items: readonly Outgoing[] };

export type WritingPorts = {
  readonly hub: Hub;
  readonly me: () => { readonly id: string; readonly name: string } | null;
  readonly room: (name: string) => Room | undefined;
  readonly connected: () => boolean;
  readonly changed: (room: Room) => void;
  readonly failed: (error: unknown) => void;
  readonly stored: Memory<StoredOutbox>;
  readonly later: Later;
  readonly uuid: () => string;
  readonly now: () => Date;
};

/** What a person can write: messages, answers, edits, deletions, reactions. All of it goes through the outbox. */
export class Writing {
  readonly outbox: Outbox;

  constructor(private readonly ports: WritingPorts) {
    this.outbox = new Outbox({
      send: (item) => invoke(ports.hub, item),
      ready: (name) => ports.connected() && isReady(ports.room(name)),
      changed: (name) => this.changed(name),
      acked: (ack: Ack) => ports.room(ack.room)?.saw(ack.epoch, ack.seq),
      takenBack: ports.failed,
      later: ports.later,
      uuid: ports.uuid,
      now: ports.now,
    });
  }

  /** A message at the room's end; an answer when one was begun. */
  send(name: string, text: string): void {
    const room = this.ports.room(name);
    if (!room) return;
    const { replyTo } = room;
    room.replyTo = null;
    this.say(room, text, replyTo);
    // What one writes oneself, one wants to see.
    room.pages.toLatest();
  }

  /** A message in the open thread. */
  sendToThread(name: string, text: string): void {
    const room = this.ports.room(name);
    if (!room?.thread) return;
    const { answered, root } = room.thread;
    room.thread.replyTo = null;
    this.say(room, text, answered, root);
  }

  edit(name: string, target: number, text: string): void {
    const room = this.ports.room(name);
    if (!room) return;
    room.edit(null);
    if (text !== this.shown(room, target)?.text) this.submit(room, { kind: 'edit', target, text });
  }

  remove(name: string, target: number): void {
    const room = this.ports.room(name);
    if (room) this.submit(room, { kind: 'delete', target });
  }

  /** Adds the reader's reaction, or takes it back. */
  toggle(name: string, target: number, emoji: string): void {
    const room = this.ports.room(name);
    const message = room && this.shown(room, target);
    if (!message || message.text === null) return;
    const mine = message.reactions.some((each) => each.emoji === emoji && each.mine);
    this.submit(room, { kind: mine ? 'unreact' : 'react', target, emoji });
  }

  /** Null takes the topic away. */
  topic(name: string, text: string | null): void {
    const room = this.ports.room(name);
    if (room) this.submit(room, { kind: 'topic', text });
  }

  retry(id: string): void {
    this.outbox.retry(id);
  }

  discard(id: string): void {
    this.outbox.discard(id);
  }

  /** Takes up what an earlier load of the page left. What was somebody else's is only shown. */
  restore(user: string): void {
    const left = this.ports.stored.read();
    this.outbox.restore(left?.items ?? []);
    if (left && left.user !== user) this.outbox.sessionEnded();
  }

  /** Drops what the room's timeline confirms; returns what is left of its writes. */
  confirm({ name, timeline }: Room): readonly Outgoing[] {
    const me = this.ports.me()?.id;
    const own = timeline.events.filter((event) => event.actor.id === me).map((event) => event.id);
    if (this.outbox.confirm(name, new Set(own), timeline.epoch, timeline.last)) this.save();
    return this.outbox.of(name);
  }

  private say(room: Room, text: string, replyTo: number | null, root?: number): void {
    const thread = replyTo === null ? null : (root ?? room.timeline.messages.get(replyTo)?.thread ?? replyTo);
    this.submit(room, { kind: 'message', text, replyTo, thread });
  }

  private submit(room: Room, write: Write): void {
    this.outbox.submit(room.name, write, room.timeline.epoch);
  }

  private shown(room: Room, seq: number): ReturnType<typeof shown> | undefined {
    const [message, me] = [room.timeline.messages.get(seq), this.ports.me()];
    return message && me ? shown(message, this.outbox.of(room.name), me) : undefined;
  }

  private changed(name: string): void {
    this.save();
    const room = this.ports.room(name);
    if (room) this.ports.changed(room);
  }

  private save(): void {
    const items = this.outbox.all();
    this.ports.stored.write(items.length === 0 ? null : { user: this.ports.me()?.id ?? '', items });
  }
}

function isReady(room: Room | undefined): boolean {
  return room?.phase === 'open' || room?.phase === 'empty';
}
