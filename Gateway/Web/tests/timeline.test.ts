import { describe, expect, test } from 'vitest';
import { Timeline } from '../src/timeline';
import { event, eventsOf, page } from './fixtures';

const seqs = (timeline: Timeline) => timeline.events.map((each) => each.seq);

function from(first: number, last: number): Timeline {
  const timeline = new Timeline();
  timeline.reset(page(first, last));
  return timeline;
}

describe('G4: live events', () => {
  test('are shown in order, each once, however they come', () => {
    const timeline = from(1, 3);
    timeline.add([event(6), event(5)]);
    timeline.add([event(4), event(4), event(2)]);
    timeline.add([event(5)]);
    expect(seqs(timeline)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(timeline.gap).toBe(false);
  });

  test('behind a gap are held until it is closed', () => {
    const timeline = from(1, 3);
    expect(timeline.add([event(5)])).toEqual([]);
    expect(timeline.gap).toBe(true);
    expect(timeline.position).toBe('e1:3');
    expect(timeline.add([event(4)]).map((each) => each.seq)).toEqual([4, 5]);
    expect(timeline.gap).toBe(false);
  });

  test('that came before the first page follow it', () => {
    const timeline = new Timeline();
    timeline.add([event(3), event(4)]);
    expect(timeline.events).toEqual([]);
    timeline.reset(page(1, 3));
    expect(seqs(timeline)).toEqual([1, 2, 3, 4]);
  });

  test('of any order and doubling make the same run', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const timeline = from(1, 5);
      const mixed = [...eventsOf(3, 40), ...eventsOf(6, 30)].sort(
        (a, b) => hash(a.seq, seed) - hash(b.seq, seed),
      );
      while (mixed.length > 0) timeline.add(mixed.splice(0, (seed % 4) + 1));
      expect(seqs(timeline)).toEqual(eventsOf(1, 40).map((each) => each.seq));
    }
  });
});

describe('a number known from elsewhere', () => {
  test('shows that something is missing', () => {
    const timeline = from(1, 3);
    timeline.saw(3);
    expect(timeline.behind).toBe(false);
    timeline.saw(4);
    expect(timeline.behind).toBe(true);
    expect(timeline.gap).toBe(false);
    timeline.add([event(4)]);
    expect(timeline.behind).toBe(false);
  });
});

describe('G5: a reset', () => {
  test('drops what was known and begins from the page', () => {
    const timeline = from(1, 3);
    timeline.reset(page(100, 120));
    expect(timeline.first).toBe(100);
    expect(timeline.position).toBe('e1:120');
    expect(timeline.more).toBe(true);
  });

  test('to another epoch drops what was held of the old one', () => {
    const timeline = from(1, 3);
    timeline.add([event(5)]);
    timeline.reset(page(1, 4, { epoch: 'e2' }));
    expect(seqs(timeline)).toEqual([1, 2, 3, 4]);
    expect(timeline.position).toBe('e2:4');
  });

  test('to an empty room has a position too', () => {
    const timeline = new Timeline();
    expect(timeline.position).toBeNull();
    timeline.reset(page(1, 0));
    expect(timeline.position).toBe('e1:0');
    timeline.add([event(1)]);
    expect(seqs(timeline)).toEqual([1]);
  });
});

describe('an older page', () => {
  test('goes before the run', () => {
    const timeline = from(51, 60);
    expect(timeline.prepend(page(1, 50, { head: 60 }), 51)).toBe(true);
    expect(timeline.first).toBe(1);
    expect(timeline.more).toBe(false);
    expect(timeline.events).toHaveLength(60);
  });

  test('that overlaps doubles nothing', () => {
    const timeline = from(51, 60);
    timeline.prepend(page(40, 55), 51);
    expect(seqs(timeline)).toEqual(eventsOf(40, 60).map((each) => each.seq));
  });

  test('that was asked for before a reset is ignored', () => {
    const timeline = from(51, 60);
    timeline.reset(page(200, 210));
    expect(timeline.prepend(page(1, 50), 51)).toBe(false);
    expect(timeline.first).toBe(200);
  });

  test('of another epoch is ignored', () => {
    const timeline = from(51, 60);
    expect(timeline.prepend(page(1, 50, { epoch: 'e2' }), 51)).toBe(false);
  });

  test('that is empty ends the history', () => {
    const timeline = from(51, 60);
    timeline.prepend(page(1, 0, { more: true, head: 60 }), 51);
    expect(timeline.more).toBe(false);
  });
});

test('trimming keeps the newest and says that there is more', () => {
  const timeline = from(1, 10);
  timeline.trim(4);
  expect(seqs(timeline)).toEqual([7, 8, 9, 10]);
  expect(timeline.more).toBe(true);
  expect(timeline.prepend(page(3, 6, { head: 10 }), 7)).toBe(true);
  expect(timeline.first).toBe(3);
});

function hash(value: number, seed: number): number {
  return (value * 7919 * seed + seed * 104_729) % 1009;
}
