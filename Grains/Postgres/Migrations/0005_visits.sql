-- Which memberships end when their user isn't connected any more: those in the room that began after an event. Written before
-- the join, for a room that may not be there yet.
create table visits
(
    user_id      uuid             not null,
    room         text collate "C" not null,
    joined_after bigint           not null,
    since        timestamptz      not null,
    primary key (user_id, room)
);
