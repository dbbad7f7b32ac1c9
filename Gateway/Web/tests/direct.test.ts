import { describe, expect, test } from 'vitest';
import { directName, isDirectName, isDirectOf, nameOf, titleOf } from '../src/direct';
import { Marks, type StoredMarks } from '../src/marks';
import { hashOfRoom, roomOfHash } from '../src/route';
import { Memory } from './chatHarness';
import { bob } from './fixtures';

const one = '01a1f911-b695-7d01-a732-84196e20e4e9';
const other = '01A1F911-B581-76A5-8A3E-05EE1EBF8FE8';
const room = '@01a1f911b58176a58a3e05ee1ebf8fe8.01a1f911b6957d01a73284196e20e4e9';

describe('a direct room', () => {
  test('has one name, whoever of the two asks', () => {
    expect(directName(one, other)).toBe(room);
    expect(directName(other, one)).toBe(room);
    expect(directName(one, one)).toBe('@01a1f911b6957d01a73284196e20e4e9.01a1f911b6957d01a73284196e20e4e9');
  });

  test('is of these two and nobody else', () => {
    expect(isDirectOf(room, one)).toBe(true);
    expect(isDirectOf(room, other)).toBe(true);
    expect(isDirectOf(room, '01a1f911-0000-76a5-8a3e-05ee1ebf8fe8')).toBe(false);
    expect(isDirectOf('lobby', one)).toBe(false);
  });

  test('can be linked to', () => {
    expect(roomOfHash(hashOfRoom(room))).toBe(room);
  });

  test.each(['@', '@a.b', `${room}0`, room.slice(1), room.replace('.', '-'), room.replace('a', 'g')])(
    'is not %j',
    (name) => {
      expect(isDirectName(name)).toBe(false);
    },
  );

  test('is called by the other’s name', () => {
    const directs = [{ room, with: bob }];
    expect(nameOf(room, directs)).toBe('bob');
    expect(titleOf(room, directs)).toBe('bob');
    expect(titleOf('lobby', directs)).toBe('#lobby');
    expect(nameOf(room, [])).toBe('Direct message');
  });
});

describe('the marks', () => {
  test('of somebody else are not one’s own, and end with the first of one’s own', () => {
    const stored = new Memory<StoredMarks>({ user: 'eve', rooms: { [room]: { read: 7, closed: null } } });
    const marks = new Marks(stored, () => 'ann');
    expect(marks.known).toBe(false);
    expect(marks.get(room)).toBeUndefined();
    marks.set(room, { read: 2 });
    expect(stored.value).toEqual({ user: 'ann', rooms: { [room]: { read: 2, closed: null } } });
  });

  test('that another tab wrote are kept', () => {
    const stored = new Memory<StoredMarks>();
    const marks = new Marks(stored, () => 'ann');
    marks.begin();
    new Marks(stored, () => 'ann').set('@other', { read: 3 });
    marks.set(room, { closed: 'then' });
    expect(marks.get('@other')?.read).toBe(3);
    expect(marks.get(room)).toEqual({ read: 0, closed: 'then' });
  });
});
