import { isObject } from './storage';
import type { Ack, Epoch, Hub } from './protocol';

/** What a person wants written: a message, perhaps an answer to another one, a change of a message, or a topic. */
export type Write =
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly replyTo: number | null;
      /** The first message of the thread it will belong to, so that it is shown there meanwhile. */
      readonly thread: number | null;
    }
  | { readonly kind: 'edit'; readonly target: number; readonly text: string }
  | { readonly kind: 'delete'; readonly target: number }
  | { readonly kind: 'react' | 'unreact'; readonly target: number; readonly emoji: string }
  /** Null takes the topic away. */
  | { readonly kind: 'topic'; readonly text: string | null };

/**
 * How far it has come. `pending`: not answered yet. `sent`: acknowledged, its event not here yet. `refused`: the
 * server said no; it stays until the author decides. `reason`: why it is refused, or why it still waits.
 */
export type Progress = {
  readonly id: string;
  readonly at: string;
  readonly state: 'pending' | 'sent' | 'refused';
  readonly ack: Ack | null;
  readonly reason: { readonly code: number; readonly sentence: string } | null;
};

/** A write on its way. `epoch`: the one in which its author saw the message it is about. */
export type Outgoing = Write & Progress & { readonly room: string; readonly epoch: Epoch | null };

/** Makes the call that a write is. */
export function invoke(hub: Hub, item: Outgoing): Promise<Ack> {
  const { room, id } = item;
  switch (item.kind) {
    case 'message':
      return item.replyTo === null
        ? hub.send(room, id, item.text)
        : hub.reply(room, id, item.replyTo, item.text);
    case 'edit':
      return hub.edit(room, id, item.target, item.text);
    case 'delete':
      return hub.remove(room, id, item.target);
    case 'react':
      return hub.react(room, id, item.target, item.emoji);
    case 'unreact':
      return hub.unreact(room, id, item.target, item.emoji);
    case 'topic':
      return hub.topic(room, id, item.text);
  }
}

/** The message that it answers or changes. */
export function targetOf(item: Write): number | null {
  if (item.kind === 'topic') return null;
  return item.kind === 'message' ? item.replyTo : item.target;
}

/** Holds words of its author, which nobody may throw away but they. */
export function hasWords(item: Write): boolean {
  return item.kind === 'message' || item.kind === 'edit';
}

/** Whether a stored value is one. */
export function isOutgoing(value: unknown): value is Outgoing {
  if (!isObject(value)) return false;
  const isText = (key: string) => typeof value[key] === 'string';
  if (!['room', 'id', 'at', 'state'].every(isText)) return false;
  const isNumber = (key: string) => typeof value[key] === 'number';
  switch (value['kind']) {
    case 'message':
      return isText('text') && ['replyTo', 'thread'].every((key) => value[key] === null || isNumber(key));
    case 'edit':
      return isText('text') && isNumber('target');
    case 'delete':
      return isNumber('target');
    case 'react':
    case 'unreact':
      return isText('emoji') && isNumber('target');
    case 'topic':
      return value['text'] === null || isText('text');
    default:
      return false;
  }
}
