import { Chat } from './chat';
import { isDirect, titleOf } from './direct';
import { isMarks } from './marks';
import type { User } from './protocol';
import { hashOfRoom, roomOfHash } from './route';
import { defaultRoom, isRoomName } from './rules';
import { createSession, revokeSession, storedSession } from './session';
import { dialSignalR } from './signalr';
import { isObject, isStrings, Stored } from './storage';
import { later } from './timers';
import { uuid } from './uuid';
import { isOutgoing } from './writes';
import type { StoredOutbox } from './writing';

/** The one chat of this page: the plain modules, joined to the browser. */

function isOutbox(value: unknown): value is StoredOutbox {
  if (!isObject(value) || typeof value['user'] !== 'string' || !Array.isArray(value['items'])) return false;
  return value['items'].every(isOutgoing);
}

export const chat = new Chat({
  dial: (token, events) => dialSignalR('/hub', token, events),
  createSession,
  revokeSession,
  session: storedSession,
  rooms: new Stored('orleanschat.rooms', () => localStorage, isStrings),
  // A tab's own: a reload must not lose a message, and another tab must not send it too.
  outbox: new Stored('orleanschat.outbox', () => sessionStorage, isOutbox),
  marks: new Stored('orleanschat.directs', () => localStorage, isMarks),
  later,
  now: () => new Date(),
  random: Math.random,
  uuid,
  online: () => navigator.onLine,
  visible: () => document.visibilityState === 'visible',
});

/** All that the page shows; components read it as `$app`. */
export const app = chat.state;

/** Changes the room through the hash, so that Back and Forward know it. */
export function goTo(room: string): void {
  if (location.hash === hashOfRoom(room)) chat.show(room);
  else location.hash = hashOfRoom(room);
}

/** Opens the conversation with somebody, as it is or as it will be. */
export function writeTo(user: User): void {
  goTo(chat.company.directs.begin(user));
}

function followHash(): void {
  const room = roomOfHash(location.hash);
  if (room === undefined) chat.fail('This link does not name a room.');
  else if (room !== null && room !== app.get().current) chat.show(room);
}

/** The room the address was last made to show; empty for none, null on the name screen. */
let inAddress: string | null = null;

function showInAddress(): void {
  const { me, current, views, directs } = app.get();
  // Only a change of the room is written: between Back and its hashchange the address is ahead of the state.
  const place = me && (current ?? '');
  const moved = place !== inAddress;
  inAddress = place;
  if (me && moved && roomOfHash(location.hash) !== current) {
    const hash = current === null ? '' : hashOfRoom(current);
    history.replaceState(null, '', location.pathname + location.search + hash);
  }
  const unread = Object.values(views).reduce((sum, view) => sum + view.unread, 0);
  const room = me && current !== null ? `${titleOf(current, directs)} – OrleansChat` : 'OrleansChat';
  document.title = unread > 0 ? `(${unread}) ${room}` : room;
}

function showFirst(room: string): void {
  app.set({ current: room });
  chat.rooms.enter(room);
}

export function start(): void {
  followHash();
  chat.resume();
  const { me, current, rooms } = app.get();
  // Without a session there is nobody whose conversation it could be.
  if (current === null || (me === null && isDirect(current)))
    showFirst(rooms.find(isRoomName) ?? defaultRoom);
  app.subscribe(showInAddress);
  addEventListener('hashchange', followHash);
  addEventListener('online', () => chat.connection.networkBack());
  addEventListener('offline', () => chat.connection.networkLost());
  addEventListener('storage', (event) => {
    if (event.key === storedSession.key) chat.resume();
  });
  document.addEventListener('visibilitychange', () => {
    chat.company.here.follow();
    if (document.visibilityState === 'visible') chat.connection.tryNow();
  });
}
