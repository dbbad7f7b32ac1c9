import { describe, expect, test } from 'vitest';
import { hashOfRoom, roomOfHash } from '../src/route';
import { isRoomName, nameProblem, roomProblem, typedRoom, utf8Length } from '../src/rules';

describe('a room name', () => {
  test.each(['lobby', 'a', '7', 'Team-1_x.y', 'ünïcödé', '北京', 'हिन्दी', 'a'.repeat(64)])(
    'can be %s',
    (name) => {
      expect(isRoomName(name)).toBe(true);
      expect(roomProblem(name)).toBeNull();
    },
  );

  test.each(['', '-a', '.a', '_a', 'a b', 'a/b', 'a#b', 'a\n', '😀', 'a😀', '\u0301a', 'a'.repeat(65)])(
    'can not be %j',
    (name) => {
      expect(isRoomName(name)).toBe(false);
      expect(roomProblem(name)).not.toBeNull();
    },
  );

  test('is what was meant, not how it was typed', () => {
    expect(typedRoom(' #lobby ')).toBe('lobby');
    expect(typedRoom('cafe\u0301')).toBe('café');
    expect(typedRoom('Lobby')).toBe('Lobby');
  });

  test.each(['lobby', '北京', 'a.b-c_d'])('survives the address bar: %s', (name) => {
    expect(roomOfHash(hashOfRoom(name))).toBe(name);
  });

  test('in a hash can be missing or wrong', () => {
    expect(roomOfHash('')).toBeNull();
    expect(roomOfHash('#')).toBeNull();
    expect(roomOfHash('#%')).toBeUndefined();
    expect(roomOfHash('#a%20b')).toBeUndefined();
  });
});

test('a name has 1 to 32 characters', () => {
  expect(nameProblem('')).not.toBeNull();
  expect(nameProblem('😀'.repeat(32))).toBeNull();
  expect(nameProblem('a'.repeat(33))).not.toBeNull();
});

test('a text is measured in bytes of UTF-8', () => {
  expect(utf8Length('aé😀')).toBe(7);
});
