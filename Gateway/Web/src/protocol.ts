/** The shapes of the hub and of REST, as docs/protocol.md has them. Types only: nothing here runs. */

export type User = { readonly id: string; readonly name: string };

/** Changes when the database was restored from a backup; opaque to a client. */
export type Epoch = string | number;

/** One numbered event of a room. Kinds a client doesn't know keep their place in the order. */
export type RoomEvent = {
  readonly room: string;
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly actor: User;
  readonly id: string;
  readonly text: string | null;
};

/** Events in ascending seq. `more`: the room has events before the first of them. */
export type HistoryPage = {
  readonly room: string;
  readonly epoch: Epoch;
  readonly head: number;
  readonly events: readonly RoomEvent[];
  readonly more: boolean;
};

/** `reset`: forget the room and begin again from `page`. Otherwise the missed events come as events. */
export type Joined = {
  readonly room: string;
  readonly epoch: Epoch;
  readonly head: number;
  readonly reset: boolean;
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

/** The hub, as the rest of the client sees it. Each call rejects with ChatError or TransportError. */
export type Hub = {
  join(room: string, after: Position | null): Promise<Joined>;
  leave(room: string): Promise<void>;
  send(room: string, id: string, text: string): Promise<Ack>;
  history(room: string, before: number | null, limit: number): Promise<HistoryPage>;
};
