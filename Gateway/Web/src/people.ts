import type { Reaction, ReactionCount, User } from './protocol';

/** More names than these are only counted. */
const mostNames = 40;

/**
 * Who reacted with an emoji, as a sentence part: “you, Ann and 3 others”. `all`: everybody's reactions to the
 * message, when they were asked for; otherwise the first few names of the count have to do.
 */
export function whoReacted(count: ReactionCount, all: readonly Reaction[] | undefined, me: User): string {
  const people = all?.filter((each) => each.emoji === count.emoji).map((each) => each.actor) ?? count.first;
  const others = people.filter((each) => each.id !== me.id).map((each) => each.name);
  const names = [...(count.mine ? ['you'] : []), ...others].slice(0, mostNames);
  const left = count.count - names.length;
  if (left > 0) names.push(left === 1 ? '1 other' : `${left} others`);
  return listed(names);
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
